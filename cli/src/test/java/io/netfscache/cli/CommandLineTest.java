package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.CacheConfig;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.metadata.MetadataLimits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class CommandLineTest {
    /** Not that of whoever runs the tests. */
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/nonexistent");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = NetfsCacheCommand.commandLine(ENVIRONMENT);
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private static NodeConfig nodeConfig(String... args) {
        CommandLine commandLine = NetfsCacheCommand.commandLine(ENVIRONMENT);
        commandLine.parseArgs(args);
        NodeCommand node = commandLine.getSubcommands().get("node").getCommand();
        return node.config();
    }

    @Test
    void aNodeWithoutOptionsIsAClusterOfItsOwnOnLoopback() {
        NodeConfig config = nodeConfig("node", "--data", "/tmp/data");

        assertThat(config)
                .isEqualTo(new NodeConfig(
                        Path.of("/tmp/data"),
                        HostPort.address("127.0.0.1:7440"),
                        null,
                        HostPort.address("127.0.0.1:7441"),
                        HostPort.address("127.0.0.1:7442"),
                        List.of(),
                        "netfs-cache",
                        1,
                        64 << 20,
                        1));
    }

    @Test
    void aNodeTakesTheNumberOfItsRecordsFromItsSettings() {
        assertThat(nodeConfig("node", "--data", "d").maxRecords()).isEqualTo(MetadataLimits.RECORDS);
        assertThat(nodeConfig("node", "--data", "d", "--max-records", "1000").maxRecords())
                .isEqualTo(1000);
    }

    @Test
    void aNewClusterHasThreeVotersOrOneUnlessToldOtherwise() {
        assertThat(nodeConfig("node", "--data", "d").foundingVoters()).isEqualTo(1);
        assertThat(nodeConfig("node", "--data", "d", "--cluster-size", "2").foundingVoters())
                .isEqualTo(1);
        assertThat(nodeConfig("node", "--data", "d", "--cluster-size", "7").foundingVoters())
                .isEqualTo(3);
        assertThat(nodeConfig("node", "--data", "d", "--cluster-size", "7", "--voters", "5")
                        .foundingVoters())
                .isEqualTo(5);
    }

    @Test
    void aNodeTakesItsAddressesAndSizesFromOptions() {
        NodeConfig config = nodeConfig(
                "node",
                "--data",
                "d",
                "--listen",
                "[::1]:0",
                "--advertise",
                "127.0.0.1:9",
                "--join",
                "h1:1,h2:2,3",
                "--chunk-size",
                "8M",
                "--cluster-name",
                "blue");

        assertThat(config.listen()).isEqualTo(HostPort.address("[::1]:0"));
        assertThat(config.advertise()).isEqualTo(HostPort.address("127.0.0.1:9"));
        assertThat(config.join()).containsExactly("h1:1", "h2:2", "127.0.0.1:3");
        assertThat(config.clusterSize()).isEqualTo(3);
        assertThat(config.chunkBytes()).isEqualTo(8 << 20);
        assertThat(config.clusterName()).isEqualTo("blue");
    }

    @Test
    void aNodeTakesItsCachesFromOptionsWithTheLimitsOfTheNodeWhereTheyHaveNoneOfTheirOwn() {
        NodeConfig config = nodeConfig(
                "node",
                "--data",
                "d",
                "--max-size",
                "1G",
                "--bstop",
                "9",
                "--cache",
                "ssd=/mnt/ssd",
                "--cache",
                "disk=/mnt/disk:size=2T:bstop=10");

        assertThat(config.caches())
                .containsExactly(
                        new CacheConfig("ssd", Path.of("/mnt/ssd"), 1L << 30, 9),
                        new CacheConfig("disk", Path.of("/mnt/disk"), 2L << 40, 10));
        assertThat(nodeConfig("node", "--data", "d", "--max-size", "1G", "--bstop", "9")
                        .caches())
                .containsExactly(new CacheConfig("default", Path.of("d/default"), 1L << 30, 9));
    }

    @Test
    void twoCachesOfOneNameOrInOneDirectoryAreWrongUsage() {
        int status = run("node", "--data", "d", "--cache", "ssd=a", "--cache", "ssd=./a", "--cache", "b/=c");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "node.caches: there are two caches \"ssd\" (--cache)",
                        "node.caches: two caches have the directory ./a: each needs one of its own (--cache)",
                        "node.caches: the name \"b/\" is not 1 to 255 printable bytes without '/', ',' and '=' (--cache)");
    }

    @Test
    void aNodeOnAllInterfacesIsAdvertisedByAName() {
        NodeConfig config = nodeConfig(
                "node",
                "--data",
                "d",
                "--listen",
                "[::]:7440",
                "--member",
                "0.0.0.0:7442",
                "--advertise",
                "localhost:80");

        assertThat(config.listen().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(config.advertise()).isEqualTo(InetSocketAddress.createUnresolved("localhost", 80));
        assertThat(config.advertisedMember()).isEqualTo(InetSocketAddress.createUnresolved("localhost", 7442));
    }

    @Test
    void theOptionsThatAreSettingsAreInTheHelpOfTheirCommands() {
        assertThat(run("node", "--help")).isZero();

        assertThat(out.toString())
                .contains(
                        "--cluster-size=N", "--member-advertise=ADDRESS", "--limits-large-frames=N", "--log-level=WORD")
                .contains("--config=FILE", "-v, --verbose", "Default: 127.0.0.1:7440.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "node",
                "node --data d --chunk-size 5",
                "node --data d --chunk-size 1T",
                "node --data d --cluster-size 0",
                "node --data d --voters 2 --cluster-size 3",
                "node --data d --voters 5 --cluster-size 3",
                "replace-voter 4be1",
                "node --data d --listen nowhere",
                "node --data d --listen 0.0.0.0:7440",
                "node --data d --member [::]:7442",
                "node --data d --listen 1 --listen 2",
                "cat",
                "cp http://h/only-one",
                "cat --servers ::1 http://h/a",
                "cat --cache-size much http://h/a",
                "cat --cache-dir /tmp --cache-size 1M http://h/a",
                "cat http:///a",
                "cat ftp://h/a",
                "cp http://h:99999/a b",
                "warm file:",
                "locate file:",
                "cull",
                "inuse http://h/a http://h/b",
                "invalidate http://h:x/a",
                "demo --nodes 0",
                "demo --clients 65",
                "demo --dataset-limit much",
                "chaos --nodes 10",
                "chaos --sabotage NOTHING"
            })
    void wrongUsageIsToldInTwoLinesAndExitsWith2(String arguments) {
        int status = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .last()
                .asString()
                .startsWith("Try 'netfs-cache")
                .endsWith("--help'.");
    }

    @Test
    void aWrongUrlIsNamed() {
        assertThat(run("cat", "http:///a")).isEqualTo(2);
        assertThat(run("cat", "")).isEqualTo(2);

        assertThat(err.toString()).contains("\"http:///a\" names no file", "\"\" names no file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node",
                "cat",
                "cp",
                "warm",
                "invalidate",
                "cull",
                "inuse",
                "locate",
                "status",
                "stats",
                "replace-voter",
                "demo",
                "chaos",
                "config"
            })
    void everyCommandHasHelpWithExamples(String command) {
        assertThat(run(command, "--help")).isZero();

        assertThat(out.toString()).contains("Usage: netfs-cache " + command, "Example", "Exit status:");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theInnerCommandOfTheDemoIsNotListed() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString()).contains("demo").doesNotContain("demo-client");
    }

    @Test
    void versionGoesToStandardOutput() {
        assertThat(run("--version")).isZero();

        assertThat(out.toString()).startsWith("netfs-cache ");
    }

    @Test
    void theReadyLineNamesAllPorts() {
        NodeCommand.Ready ready = new NodeCommand.Ready("cafe", "127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", 2, 3);

        assertThat(ready.text())
                .isEqualTo("netfs-cache node cafe ready: data 127.0.0.1:1, admin 127.0.0.1:2, member 127.0.0.1:3,"
                        + " 2 of 3 nodes");
        assertThat(Json.read(Json.write(ready), NodeCommand.Ready.class)).isEqualTo(ready);
    }
}
