package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.CacheChange;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CacheCommandTest {
    private final FakeCluster cluster = new FakeCluster();

    @Test
    void aCacheThatIsWithdrawnEverywhereIsATableOfTheNodes() throws IOException {
        cluster.changes.add(new CacheChange("4be1", "10.0.0.7:7440", true, ""));
        cluster.changes.add(new CacheChange("90c2", "10.0.0.8:7440", true, ""));
        ParsedCommand<CacheCommand.Withdraw> withdraw =
                ParsedCommand.parse(CacheCommand.Withdraw.class, "cache", "withdraw", "ssd");

        assertThat(withdraw.command().ask(cluster)).isZero();

        assertThat(cluster.asked).containsExactly("withdraw ssd null");
        assertThat(withdraw.out().lines())
                .containsExactly(
                        "node  address        cache  state",
                        "4be1  10.0.0.7:7440  ssd    withdrawn",
                        "90c2  10.0.0.8:7440  ssd    withdrawn");
        assertThat(withdraw.err()).isEmpty();
    }

    @Test
    void aNodeThatHasNotDoneItIsNamedWithTheReasonAndTheStatusSaysSo() throws IOException {
        cluster.changes.add(new CacheChange("4be1", "10.0.0.7:7440", true, ""));
        cluster.changes.add(new CacheChange("90c2", "10.0.0.8:7440", false, "EIO: /mnt/ssd is gone"));
        ParsedCommand<CacheCommand.Resume> resume =
                ParsedCommand.parse(CacheCommand.Resume.class, "cache", "resume", "ssd", "--node", "4b", "--json");

        assertThat(resume.command().ask(cluster)).isEqualTo(1);

        assertThat(cluster.asked).containsExactly("resume ssd 4b");
        JsonNode json = Json.read(resume.out(), JsonNode.class);
        assertThat(json.get("cache").asText()).isEqualTo("ssd");
        assertThat(json.get("nodes").get(1).get("problem").asText()).isEqualTo("EIO: /mnt/ssd is gone");
        assertThat(resume.err().strip()).isEqualTo("netfs-cache: node 90c2 at 10.0.0.8:7440: EIO: /mnt/ssd is gone");
    }
}
