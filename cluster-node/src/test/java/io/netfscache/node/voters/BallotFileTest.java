package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Ballot;
import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BallotFileTest {
    private static final NodeId NODE = new NodeId(-1, 7);
    private static final VoterSet SET = new VoterSet(-5, 4, List.of(NODE));

    @TempDir
    private Path folder;

    @Test
    void what_is_written_is_read_back() throws IOException {
        BallotFile file = new BallotFile(folder);
        assertThat(file.read()).isEqualTo(Promises.none(0));

        Promises promised = Promises.none(4).promise(new Ballot(3, NODE));
        file.write(promised);
        assertThat(new BallotFile(folder).read()).isEqualTo(promised);

        Promises accepted = promised.accept(new Ballot(3, NODE), SET).promise(new Ballot(9, NODE));
        file.write(accepted);
        assertThat(new BallotFile(folder).read()).isEqualTo(accepted);
    }

    @Test
    void damage_is_named_with_what_to_do() throws IOException {
        Files.writeString(folder.resolve("ballots"), "ballots-1 4 x");
        Files.writeString(folder.resolve("voters"), "voters-1 zz 1 x");

        assertThatThrownBy(() -> new BallotFile(folder).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ballots")
                .hasMessageContaining("replace this voter");
        assertThatThrownBy(() -> new VoterSetFile(folder).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("voters")
                .hasMessageContaining("replace this voter");
    }

    @Test
    void a_voter_set_is_read_back() throws IOException {
        new VoterSetFile(folder).write(SET);

        assertThat(new VoterSetFile(folder).read()).isEqualTo(SET);
    }
}
