package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.ObjectHolding;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FSCACHE row 29 as an operator types it. */
@Timeout(60)
class CullCommandTest {
    private final FakeCluster cluster = new FakeCluster();
    private final MemoryOrigin origin = new MemoryOrigin().file("/sky.exr", 100).file("/sea.exr", 100);

    private int status;

    private static ObjectHolding node(int number, int users, boolean stored) {
        return new ObjectHolding("4be" + number, "10.0.0." + number + ":7440", true, users, stored);
    }

    private static ObjectHolding silent(int number) {
        return new ObjectHolding("4be" + number, "10.0.0." + number + ":7440", false, 0, false);
    }

    private static String[] arguments(String command, List<String> paths, String... options) {
        List<String> all = new ArrayList<>(List.of(command));
        paths.forEach(path -> all.add("memory:" + path));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    private ParsedCommand<InUseCommand> inUse(String... options) throws IOException {
        ParsedCommand<InUseCommand> inUse =
                ParsedCommand.parse(InUseCommand.class, arguments("inuse", List.of("/sky.exr"), options));
        status = inUse.command().tell(new OriginPath(origin, "/sky.exr"), cluster);
        return inUse;
    }

    private ParsedCommand<CullCommand> cull(List<String> paths, String... options) throws IOException {
        ParsedCommand<CullCommand> cull = ParsedCommand.parse(CullCommand.class, arguments("cull", paths, options));
        List<OriginPath> at =
                paths.stream().map(path -> new OriginPath(origin, path)).toList();
        status = cull.command().cull(at, cluster);
        return cull;
    }

    @Test
    void aFileInUseIsToldWithItsClientsAndStatus0() throws IOException {
        cluster.holdings.addAll(List.of(node(7, 2, true), node(8, 1, false)));

        assertThat(inUse().out().lines())
                .containsExactly(
                        "memory:/sky.exr: used by 3 clients",
                        "",
                        "node           users  stored",
                        "10.0.0.7:7440      2  yes",
                        "10.0.0.8:7440      1  no");
        assertThat(status).isZero();
        assertThat(cluster.asked).containsExactly("inuse memory /sky.exr");
    }

    @Test
    void aFileThatNobodyUsesIsStatus1() throws IOException {
        cluster.holdings.add(node(7, 0, true));

        assertThat(inUse().out()).isEqualTo("memory:/sky.exr: not in use" + System.lineSeparator());
        assertThat(status).isEqualTo(1);
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() throws IOException {
        cluster.holdings.addAll(List.of(node(7, 1, true), silent(8)));

        ParsedCommand<InUseCommand> inUse = inUse();

        assertThat(status).isZero();
        assertThat(inUse.out()).contains("used by 1 client").doesNotContain("10.0.0.8");
        assertThat(inUse.err()).contains("10.0.0.8:7440 does not answer");
    }

    @Test
    void aProgramGetsTheFiguresOfEachNode() throws IOException {
        cluster.holdings.addAll(List.of(node(7, 2, true), silent(8)));

        JsonNode json = Json.read(inUse("--json").out(), JsonNode.class);

        assertThat(json.get("inUse").asBoolean()).isTrue();
        assertThat(json.get("users").asInt()).isEqualTo(2);
        assertThat(json.get("nodes").get(1).get("reachable").asBoolean()).isFalse();
    }

    @Test
    void filesThatNobodyUsesAreCulled() throws IOException {
        cluster.holdings.addAll(List.of(node(7, 0, true), node(8, 0, true), node(9, 0, false)));

        assertThat(cull(List.of("/sky.exr", "/sea.exr")).out().lines())
                .containsExactly("memory:/sky.exr: culled on 2 nodes", "memory:/sea.exr: culled on 2 nodes");
        assertThat(status).isZero();
        assertThat(cluster.asked).containsExactly("cull memory /sky.exr", "cull memory /sea.exr");
    }

    @Test
    void whereNothingIsStoredThereIsNothingToCull() throws IOException {
        cluster.holdings.add(node(7, 0, false));

        assertThat(cull(List.of("/sky.exr")).out()).contains("memory:/sky.exr: nothing was stored");
        assertThat(status).isZero();
    }

    @Test
    void aFileInUseIsRefusedWithTheNumberOfItsClients() throws IOException {
        cluster.holdings.add(node(7, 2, true));

        ParsedCommand<CullCommand> cull = cull(List.of("/sky.exr"));

        assertThat(status).isEqualTo(1);
        assertThat(cull.out()).isEmpty();
        assertThat(cull.err()).contains("memory:/sky.exr: EBUSY: 2 clients use the object");
    }

    @Test
    void aNodeThatKeepsWhatItHasIsAFailureInPart() throws IOException {
        cluster.holdings.addAll(List.of(node(7, 0, true), silent(8)));

        ParsedCommand<CullCommand> cull = cull(List.of("/sky.exr"));

        assertThat(status).isEqualTo(1);
        assertThat(cull.out()).contains("culled on 1 node");
        assertThat(cull.err()).contains("node 10.0.0.8:7440 does not answer and keeps what it has");
    }

    @Test
    void oneObjectTellsAProgramWhatWasCulledAndWhatWasNot() throws IOException {
        cluster.holdings.addAll(List.of(node(7, 0, true), silent(8)));

        JsonNode json = Json.read(cull(List.of("/sky.exr"), "--json").out(), JsonNode.class);

        assertThat(json.get("files").get(0).get("nodes").asInt()).isOne();
        assertThat(json.get("failures")).hasSize(1);
    }
}
