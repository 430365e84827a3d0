package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.CacheInfo;
import io.netfscache.CookieInfo;
import io.netfscache.NodeTraffic;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.ParameterException;

/** {@code volumes}, {@code cookies} and {@code caches}. */
@Timeout(60)
class RecordsOfTheClusterTest {
    private static final Generation GENERATION = new Generation(0x1a, 0xbeef);

    private final FakeCluster cluster = new FakeCluster();

    private static VolumeInfo volume(String key, long cookies, boolean fencePending) {
        return new VolumeInfo(key, Bytes.EMPTY, GENERATION, cookies, fencePending);
    }

    private static CookieInfo cookie(Bytes key, int modifiers, boolean disabled) {
        return new CookieInfo(
                "file",
                key,
                CookieId.of("file", key.toArray()),
                5 << 20,
                Bytes.utf8("v1"),
                GENERATION,
                modifiers,
                disabled,
                false,
                false);
    }

    @Test
    void volumesAreATableWithWhatIsUnusual() throws IOException {
        Traffic some = new Traffic(3, 1, 5 << 20, 1 << 20, 4_000_000, latencies(1, 3, 10, 1));
        cluster.volumes.add(new VolumeInfo(
                "file",
                Bytes.EMPTY,
                GENERATION,
                12,
                false,
                List.of(
                        new NodeTraffic("n1", "10.0.0.7:7440", some),
                        new NodeTraffic("n2", "10.0.0.8:7440", Traffic.NONE))));
        cluster.volumes.add(volume("http:files.example.com", -1, true));
        ParsedCommand<VolumesCommand> volumes = ParsedCommand.parse(VolumesCommand.class, "volumes");

        assertThat(volumes.command().ask(cluster)).isZero();

        assertThat(volumes.out().lines())
                .containsExactly(
                        "volume                  files   hits     read   stored     mean      p99  state             "
                                + " generation",
                        "file                       12  75.0%  5.0 MiB  1.0 MiB  1.00 ms  1.02 ms  ok                "
                                + " 1a-beef",
                        "http:files.example.com      -      -      0 B      0 B        -        -  being invalidated "
                                + " 1a-beef");
    }

    @Test
    void aProgramGetsTheFiguresOfAVolumePerNodeAndInTotal() throws IOException {
        Traffic first = new Traffic(3, 1, 4096, 8192, 4_000_000, latencies(1, 3, 10, 1));
        Traffic second = new Traffic(0, 4, 0, 0, 0, latencies(0, 4, 0, 0));
        cluster.volumes.add(new VolumeInfo(
                "file",
                Bytes.EMPTY,
                GENERATION,
                12,
                false,
                List.of(
                        new NodeTraffic("n1", "10.0.0.7:7440", first),
                        new NodeTraffic("n2", "10.0.0.8:7440", second))));
        ParsedCommand<VolumesCommand> json = ParsedCommand.parse(VolumesCommand.class, "volumes", "--json");

        json.command().ask(cluster);

        JsonNode volume = Json.read(json.out(), JsonNode.class).get("volumes").get(0);
        assertThat(volume.get("traffic").get("hitRatio").asDouble()).isEqualTo(0.375);
        assertThat(volume.get("traffic").get("readBytes").asLong()).isEqualTo(4096);
        assertThat(volume.get("traffic").get("storedBytes").asLong()).isEqualTo(8192);
        assertThat(volume.get("traffic").get("meanSeconds").asDouble()).isEqualTo(0.0005);
        assertThat(volume.get("traffic").get("p99Seconds").asDouble()).isEqualTo(0.001024);
        assertThat(volume.get("nodes").get(1).get("address").asText()).isEqualTo("10.0.0.8:7440");
        assertThat(volume.get("nodes").get(1).get("traffic").get("hitRatio").asDouble())
                .isZero();
    }

    /** {@code low} reads of the lower class and {@code high} of the higher one. */
    private static List<Long> latencies(int lowClass, long low, int highClass, long high) {
        List<Long> latencies = new ArrayList<>(Traffic.NONE.latencies());
        latencies.set(lowClass, low);
        latencies.set(highClass, high);
        return latencies;
    }

    @Test
    void moreVolumesThanWereAskedForAreSaidToBeThere() throws IOException {
        for (int i = 0; i < 5; i++) {
            cluster.volumes.add(volume("v" + i, i, false));
        }
        ParsedCommand<VolumesCommand> few = ParsedCommand.parse(VolumesCommand.class, "volumes", "--limit", "3");
        ParsedCommand<VolumesCommand> all =
                ParsedCommand.parse(VolumesCommand.class, "volumes", "--limit", "5", "--json");

        few.command().ask(cluster);
        all.command().ask(cluster);

        assertThat(few.out()).contains("v2", "and more: --limit").doesNotContain("v3");
        JsonNode json = Json.read(all.out(), JsonNode.class);
        assertThat(json.get("volumes")).hasSize(5);
        assertThat(json.get("more").asBoolean()).isFalse();
        assertThat(cluster.asked).containsExactly("volumes 4", "volumes 6");
    }

    @Test
    void anEmptyClusterSaysSo() throws IOException {
        ParsedCommand<VolumesCommand> volumes = ParsedCommand.parse(VolumesCommand.class, "volumes");
        ParsedCommand<CookiesCommand> cookies = ParsedCommand.parse(CookiesCommand.class, "cookies", "file");
        ParsedCommand<CachesCommand> caches = ParsedCommand.parse(CachesCommand.class, "caches");

        volumes.command().ask(cluster);
        cookies.command().ask(cluster);
        caches.command().ask(cluster);

        assertThat(volumes.out()).startsWith("no volumes");
        assertThat(cookies.out()).startsWith("file: no files of it are known");
        assertThat(caches.out()).startsWith("no node that answers");
    }

    @Test
    void cookiesAreShownAsTextOrInHexadecimalWithTheirStates() throws IOException {
        cluster.cookies.add(cookie(Bytes.utf8("/mnt/sky.exr"), 0, false));
        cluster.cookies.add(cookie(Bytes.of(new byte[] {(byte) 0xff, 1}), 2, true));
        cluster.cookies.add(cookie(Bytes.utf8("/a\u001b[2Jb"), 0, false));
        ParsedCommand<CookiesCommand> cookies = ParsedCommand.parse(CookiesCommand.class, "cookies", "file");

        cookies.command().ask(cluster);

        assertThat(cookies.out())
                .contains("/mnt/sky.exr", "5.0 MiB  ok ", "0xff01", "off until closed (DIO_WRITE), being changed by 2")
                .contains("/a\\x1b[2Jb")
                .doesNotContain("\u001b");
    }

    @Test
    void cookiesOfTheVolumeOfAUrl() throws IOException {
        ParsedCommand.parse(CookiesCommand.class, "cookies", "/mnt/export", "--limit", "1")
                .command()
                .ask(cluster);

        assertThat(cluster.asked)
                .singleElement()
                .asString()
                .startsWith("cookies file")
                .endsWith(" 2");
    }

    @Test
    void aUrlThatIsNoneIsWrongUsage() {
        ParsedCommand<CookiesCommand> cookies = ParsedCommand.parse(CookiesCommand.class, "cookies", "gopher://a/b");

        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(() -> cookies.command().ask(cluster))
                .withMessageContaining("gopher");
    }

    @Test
    void cachesAreATableThatAProgramGetsInBytes() throws IOException {
        cluster.caches.add(new CacheInfo(
                "n1", "10.0.0.7:7440", "", "/var/lib/c", "online", 100L << 30, 40L << 30, 5 << 20, 0, 17, 5));
        ParsedCommand<CachesCommand> table = ParsedCommand.parse(CachesCommand.class, "caches");
        ParsedCommand<CachesCommand> json = ParsedCommand.parse(CachesCommand.class, "caches", "--json");

        table.command().ask(cluster);
        json.command().ask(cluster);

        assertThat(table.out()).contains("10.0.0.7:7440", "online", "5.0 MiB", "17", "40.0 GiB", "5%", "/var/lib/c");
        JsonNode cache = Json.read(json.out(), JsonNode.class).get("caches").get(0);
        assertThat(cache.get("freeBytes").asLong()).isEqualTo(40L << 30);
        assertThat(cache.get("bstopPercent").asInt()).isEqualTo(5);
    }

    @Test
    void keysOfAllKinds() {
        assertThat(Printable.key(Bytes.utf8("Grüße"))).isEqualTo("Grüße");
        assertThat(Printable.key(Bytes.of("Gr\u00fc".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("0x4772fc");
        assertThat(Printable.text("a\nb\u009b")).isEqualTo("a\\x0ab\\x9b");
    }
}
