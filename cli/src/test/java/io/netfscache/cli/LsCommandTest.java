package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.ClusterAdmin;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.Origins.OriginPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LsCommandTest {
    private final FakeCluster cluster = new FakeCluster();
    private final MemoryOrigin origin = new MemoryOrigin()
            .file("/big.bin", 1 << 20)
            .folder("/dir")
            .file("/dir/inner", 1)
            .entry(new OriginEntry("/gone", Kind.DANGLING_LINK, -1, null, "nowhere"))
            .entry(new OriginEntry("/link", Kind.FOLDER, -1, MemoryOrigin.CHANGED, "dir"))
            .entry(new OriginEntry("/pipe", Kind.SPECIAL, -1, null, null));

    private int status;

    private ParsedCommand<LsCommand> list(List<String> paths, ClusterAdmin asked, String... arguments)
            throws Exception {
        ParsedCommand<LsCommand> ls = ParsedCommand.parse(LsCommand.class, arguments);
        List<OriginPath> at =
                paths.stream().map(path -> new OriginPath(origin, path)).toList();
        status = ls.command().list(at, asked);
        return ls;
    }

    @Test
    void namesAreListedWithWhatIsNoFileMarked() throws Exception {
        assertThat(list(List.of("/"), null, "ls", "/").out().lines())
                .containsExactly("big.bin", "dir/", "gone (dangling link to nowhere)", "link/", "pipe (special file)");
        assertThat(status).isZero();
        assertThat(cluster.explained).hasValue(0);
    }

    @Test
    void theTableAsksTheClusterOncePerFile() throws Exception {
        assertThat(list(List.of("/"), cluster, "ls", "-l", "/").out().lines())
                .containsExactly(
                        "kind         size  modified              cached  name",
                        "file      1.0 MiB  2026-11-20T10:30:00Z       -  big.bin",
                        "folder          -  2026-11-20T10:30:00Z       -  dir",
                        "dangling        -  -                          -  gone -> nowhere",
                        "folder          -  2026-11-20T10:30:00Z       -  link -> dir",
                        "special         -  -                          -  pipe");
        assertThat(cluster.explained).hasValue(1);
    }

    @Test
    void withoutAClusterNobodyKnowsWhatIsCached() throws Exception {
        assertThat(list(List.of("/dir"), null, "ls", "--cached", "/dir").out()).isEqualTo("?       inner\n");
    }

    @Test
    void aFileThatVanishesIsUnknownAndTheOthersAreListed() throws Exception {
        origin.vanished.add("/big.bin");

        assertThat(list(List.of("/"), cluster, "ls", "--cached", "/").out())
                .contains("?       big.bin", "-       dir/");
        assertThat(status).isZero();
    }

    @Test
    void whatCannotBeListedFailsAndTheRestIsListed() throws Exception {
        origin.unreadable.add("/dir");

        ParsedCommand<LsCommand> ls =
                list(List.of("/dir", "/missing", "/big.bin"), null, "ls", "/dir", "/missing", "/big.bin");

        assertThat(status).isEqualTo(1);
        assertThat(ls.out()).contains("/big.bin:\n/big.bin");
        assertThat(ls.err().lines())
                .containsExactly("failed: /dir: permission denied", "failed: /missing: no such file");
    }

    @Test
    void aProgramGetsAllOfItInOneObject() throws Exception {
        JsonNode json = Json.read(
                list(List.of("/", "/nothing"), cluster, "ls", "--json", "--cached", "/", "/nothing")
                        .out(),
                JsonNode.class);

        JsonNode first = json.get("listings").get(0).get("entries").get(0);
        assertThat(first.get("size").asLong()).isEqualTo(1 << 20);
        assertThat(first.get("modified").asText()).isEqualTo("2026-11-20T10:30:00.250Z");
        assertThat(first.get("cached").asText()).isEqualTo("-");
        assertThat(json.get("failures")).hasSize(1);
    }
}
