package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.ChunkLocation;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.Explanation.NotCached;
import io.netfscache.Explanation.OfNode;
import io.netfscache.VolumeInfo;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.Origins.OriginPath;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ExplainCommandTest {
    private static final String PATH = "/sky.exr";
    private static final long SIZE = 3 << 20;
    private static final Generation GENERATION = new Generation(7, 0xabc);
    private static final OriginAttributes AS_RECORDED = new OriginAttributes(SIZE, Bytes.utf8("v1"));

    private final FakeCluster cluster = new FakeCluster();
    private final MemoryOrigin origin = new MemoryOrigin().file(PATH, SIZE);

    private Optional<CookieInfo> object = Optional.of(record("v1", false, false, false));
    private final List<ChunkLocation> chunks = new ArrayList<>();
    private final List<OfNode> nodes = new ArrayList<>(List.of(node(true, true)));
    private final List<NotCached> recent = new ArrayList<>();

    private static CookieInfo record(String aux, boolean disabled, boolean retired, boolean fencePending) {
        Bytes key = Bytes.utf8(PATH);
        CookieId id = CookieId.of("memory", key.toArray());
        return new CookieInfo("memory", key, id, SIZE, Bytes.utf8(aux), GENERATION, 0, disabled, retired, fencePending);
    }

    private static OfNode node(boolean reachable, boolean serving) {
        return new OfNode("4be1", "10.0.0.7:7440", reachable, serving, true, 3);
    }

    private static ChunkLocation chunk(int number, String address, long bytes) {
        int blocks = (int) (bytes / 4096);
        ObjectGeneration generation = new ObjectGeneration(GENERATION, GENERATION);
        return new ChunkLocation(number, new NodeId(1, 2), address, blocks, 768, bytes, generation);
    }

    private Explanation known() {
        VolumeInfo volume = new VolumeInfo("memory", Bytes.EMPTY, GENERATION, 1, false);
        return new Explanation(Optional.of(volume), object, chunks, nodes, recent);
    }

    private String verdict() {
        return CachedState.of(OriginAnswer.found(AS_RECORDED), known()).verdict();
    }

    private ParsedCommand<ExplainCommand> explain(String... options) throws IOException {
        return explainUrl("memory:" + PATH, options);
    }

    private ParsedCommand<ExplainCommand> explainUrl(String url, String... options) throws IOException {
        cluster.explanations.put(Bytes.utf8(PATH), known());
        List<String> arguments = new ArrayList<>(List.of("explain", url));
        arguments.addAll(List.of(options));
        ParsedCommand<ExplainCommand> explain =
                ParsedCommand.parse(ExplainCommand.class, arguments.toArray(String[]::new));
        assertThat(explain.command().explain(new OriginPath(origin, PATH), cluster))
                .isZero();
        return explain;
    }

    @Test
    void tellsEverythingThatIsKnownAndEndsWithTheVerdict() throws IOException {
        chunks.add(chunk(0, "10.0.0.7:7440", 1 << 20));
        recent.add(new NotCached(Reason.NO_LEASE, "4be1", "", Duration.ofSeconds(200), 12));
        recent.add(new NotCached(Reason.RACY_TIMESTAMP, "4be1", "alice", Duration.ofHours(30), 1));
        recent.add(new NotCached(Reason.NO_STORE, "4be1", "node", Duration.ofHours(30), 1));

        assertThat(explain().out().lines())
                .containsExactly(
                        "memory:/sky.exr",
                        "  origin      3.0 MiB, may be cached",
                        "  volume      memory, generation 7-abc",
                        "  record      3.0 MiB, the origin's version",
                        "  generation  7-abc",
                        "",
                        "chunk  held by        blocks   of    bytes",
                        "    0  10.0.0.7:7440     256  768  1.0 MiB",
                        "",
                        "node           serves  verified  sessions with it",
                        "10.0.0.7:7440  yes     yes                      3",
                        "",
                        "Not cached lately:",
                        "ago         times  met by                  reason",
                        "3 min 20 s     12  10.0.0.7:7440           the node holds no serving lease",
                        "1 d 6 h         1  alice at 10.0.0.7:7440  the origin changed less than 2 s ago",
                        "1 d 6 h         1  node at 10.0.0.7:7440   the origin forbids shared caches to keep it"
                                + " (Cache-Control: no-store or private)",
                        "",
                        "Cached partly: 1.0 MiB of 3.0 MiB; the rest comes from the origin at the next read; the last time"
                                + " because the node holds no serving lease; 'netfs-cache status' tells which nodes or"
                                + " voters are missing.");
    }

    @Test
    void jsonHasTheSame() throws IOException {
        chunks.add(chunk(0, "10.0.0.7:7440", SIZE));
        recent.add(new NotCached(Reason.QUOTA, "4be1", "", Duration.ofMillis(1500), 2));

        JsonNode json = Json.read(explain("--json").out(), JsonNode.class);

        assertThat(json.get("cached").asText()).isEqualTo("all");
        assertThat(json.get("cachedBytes").asLong()).isEqualTo(SIZE);
        assertThat(json.get("verdict").asText()).isEqualTo("cached fully");
        assertThat(json.get("origin").get("cacheable").asBoolean()).isTrue();
        assertThat(json.get("record").get("freshness").asText()).isEqualTo("the origin's version");
        assertThat(json.get("nodes").get(0).get("sessions").asInt()).isEqualTo(3);
        JsonNode reason = json.get("notCached").get(0);
        assertThat(reason.get("reason").asText()).isEqualTo("QUOTA");
        assertThat(reason.get("ageSeconds").asDouble()).isEqualTo(1.5);
    }

    @Test
    void aFileIsKnownByThePathWithoutLinksAlsoWhenItIsGone() throws IOException {
        origin.vanished.add("/link/gone");

        assertThat(ObjectKeys.of(new OriginPath(origin, "/link/a"))).asString().isEqualTo("/dir/a");
        assertThat(ObjectKeys.of(new OriginPath(origin, "/link/gone")))
                .asString()
                .isEqualTo("/dir/gone");
    }

    @Test
    void anOriginThatFailsIsPartOfTheAnswer() throws IOException {
        chunks.add(chunk(0, "10.0.0.7:7440", SIZE));
        origin.unreadable.add(PATH);

        assertThat(explain().out())
                .contains("origin      does not give it: /sky.exr: permission denied")
                .contains("not known: the origin does not answer")
                .endsWith("Cached fully, if it has not changed: the origin does not answer.\n");
    }

    @Test
    void aPasswordInTheUrlIsNotPrinted() throws IOException {
        String url = "http://user:secret@host/sky.exr?sig=a@b";

        assertThat(explainUrl(url).out())
                .startsWith("http://host/sky.exr?sig=a@b")
                .doesNotContain("secret");
        assertThat(Json.read(explainUrl(url, "--json").out(), JsonNode.class)
                        .get("url")
                        .asText())
                .isEqualTo("http://host/sky.exr?sig=a@b");
    }

    @Test
    void aFileThatTheOriginDoesNotHaveIsSaidToBeMissing() throws IOException {
        chunks.add(chunk(0, "10.0.0.7:7440", SIZE));
        origin.vanished.add(PATH);

        assertThat(explain().out())
                .contains("of a file that the origin does not have")
                .doesNotContain("does not answer")
                .endsWith("Not cached: the origin has no such file; nodes still hold 3.0 MiB of the one that it had,"
                        + " which no open is given.\n");
    }

    @Test
    void nothingOfNothingIsNotFully() {
        Bytes key = Bytes.utf8(PATH);
        object = Optional.of(new CookieInfo(
                "memory",
                key,
                CookieId.of("memory", key.toArray()),
                0,
                Bytes.EMPTY,
                GENERATION,
                0,
                false,
                false,
                false));

        assertThat(CachedState.of(new OriginAnswer(null, true, "gone"), known()).verdict())
                .isEqualTo("not cached: the origin has no such file");
        assertThat(CachedState.of(new OriginAnswer(null, false, "down"), known())
                        .extent())
                .isEqualTo(CachedState.Extent.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_STORE", "VARIES", "WEAK_VALIDATOR", "NO_VALIDATOR", "NO_LENGTH", "ENCODED"})
    void whatTheOriginForbidsIsSaidWithTheRemedy(Reason reason) {
        CachedState state = CachedState.of(OriginAnswer.found(OriginAttributes.uncacheable(SIZE, reason)), known());

        assertThat(state.extent()).isEqualTo(CachedState.Extent.NONE);
        assertThat(state.verdict())
                .startsWith("not cached: " + reason.text())
                .contains("; ")
                .contains("server");
    }

    @Test
    void copiesOfAChunkAreCountedOnce() {
        chunks.add(chunk(0, "10.0.0.7:7440", 1 << 20));
        chunks.add(chunk(0, "10.0.0.8:7440", 2 << 20));
        chunks.add(chunk(1, "10.0.0.8:7440", 1 << 19));

        assertThat(CachedState.of(OriginAnswer.found(AS_RECORDED), known()).bytes())
                .isEqualTo((2 << 20) + (1 << 19));
        assertThat(verdict()).startsWith("cached partly: 2.5 MiB of 3.0 MiB");
    }

    @Test
    void theVerdictNamesTheFirstThingInTheWay() {
        assertThat(verdict()).isEqualTo("not cached: the cluster knows the file, but no node has any of it");

        object = Optional.of(record("v0", false, false, false));
        assertThat(verdict()).startsWith("not cached: what the cluster knows is another version than the origin has");

        object = Optional.of(record("v1", true, false, false));
        assertThat(verdict()).contains("DIO_WRITE").endsWith("; " + Reason.DISABLED_BY_DIO_WRITE.advice());

        object = Optional.of(record("v1", false, true, false));
        assertThat(verdict()).contains("deleted a short while ago");

        object = Optional.empty();
        assertThat(verdict()).contains("no record of it").contains("netfs-cache warm");

        nodes.set(0, node(false, false));
        assertThat(verdict()).contains("no node answers").contains("netfs-cache status");
    }

    @Test
    void whatIsCachedAndNotServedIsSaid() {
        chunks.add(chunk(0, "10.0.0.7:7440", SIZE));
        nodes.set(0, node(true, false));
        assertThat(verdict()).isEqualTo("cached fully, but no node serves now; 'netfs-cache status' tells why");

        nodes.set(0, node(true, true));
        object = Optional.of(record("v1", false, false, true));
        assertThat(verdict()).startsWith("cached fully, but an invalidation is not complete");
    }
}
