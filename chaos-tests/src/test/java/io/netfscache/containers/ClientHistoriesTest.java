package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class ClientHistoriesTest {
    @TempDir
    private Path folder;

    @Test
    void changes_are_acknowledged_invalidations_of_others_that_were_called_since() throws IOException {
        ClientHistories histories = new ClientHistories(folder);
        Path own = folder.resolve("client-1.jsonl");
        Path other = folder.resolve("client-2.jsonl");
        Files.writeString(own, "");
        Files.writeString(other, """
                {"t":1,"c":"client-2","n":1,"call":"invalidate","f":"f2","v":1}
                """);
        Map<Path, Long> since = histories.lengths();

        Files.writeString(other, """
                {"t":2,"c":"client-2","n":1,"end":"ok"}
                {"t":3,"c":"client-2","n":2,"call":"write","f":"f2","v":2}
                {"t":4,"c":"client-2","n":2,"end":"ok"}
                {"t":5,"c":"client-2","n":3,"call":"invalidate","f":"f2","v":2}
                {"t":6,"c":"client-2","n":3,"end":"ok"}
                {"t":7,"c":"client-2","n":4,"call":"invalidate","f":"f2","v":2}
                {"t":8,"c":"client-2","n":4,"end":"unknown","why":"ok"}
                {"t":9,"c":"client-2","n":5,"call":"invalidate","f":"f2","v":2}
                """, StandardOpenOption.APPEND);
        Files.writeString(own, """
                {"t":5,"c":"client-1","n":3,"call":"invalidate","f":"f1","v":2}
                {"t":6,"c":"client-1","n":3,"end":"ok"}
                """);

        assertThat(histories.acknowledgedToOthers(own, since)).isEqualTo(1);
        assertThat(histories.acknowledgedToOthers(other, since)).isEqualTo(1);
    }
}
