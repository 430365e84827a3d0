package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Configuration as the commands see it. */
@Timeout(60)
class ConfigCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> environment = new HashMap<>(Map.of("HOME", "/nonexistent"));

    private int run(String... args) {
        CommandLine commandLine = NetfsCacheCommand.commandLine(environment);
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private String file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("c.yaml"), String.join("\n", lines))
                .toString();
    }

    @Test
    void aNodeWithThreeWrongValuesIsToldOfAllThree() throws IOException {
        String file = file("node:", "  lisen: 7440");
        environment.put("NETFS_CACHE_NODE_CHUNK_SIZE", "64X");

        int status = run("node", "--config", file, "--data", "d", "--admin", "nowhere");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "netfs-cache node: 3 problems with the configuration:",
                        "  node.admin: 'nowhere' is no address: write host:port, [IPv6]:port or a port (--admin)",
                        "  node.chunk-size: '64X' is no size: write bytes, or a number with K, M, G or T"
                                + " (environment variable NETFS_CACHE_NODE_CHUNK_SIZE)",
                        "  node.lisen: there is no such setting; did you mean node.listen? (" + file + ":2)",
                        "Try 'netfs-cache node --help'.");
    }

    @Test
    void valuesThatDoNotFitEachOtherAreNamedWithTheRest() throws IOException {
        String file = file("node:", "  data: d", "  listen: '0.0.0.0:7440'", "  voters: 5", "  member: '[::]:7442'");

        int status = run("node", "--config=" + file, "--bstop", "101");

        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "netfs-cache node: 4 problems with the configuration:",
                        "  node.bstop: '101' is not a number between 0 and 100 (--bstop)",
                        "  node.advertise: is needed when listen is a wildcard address (0.0.0.0): others cannot reach the"
                                + " node there",
                        "  node.member-advertise: is needed when member is a wildcard address (0:0:0:0:0:0:0:0): others"
                                + " cannot reach the node there",
                        "  node.voters: 5 is not 1, 3 or 5, or is more than the cluster-size 1 (" + file + ":4)",
                        "Try 'netfs-cache node --help'.");
    }

    @Test
    void aNodeWithoutADirectoryIsToldWhereToNameOne() {
        assertThat(run("node")).isEqualTo(2);

        assertThat(err.toString().lines())
                .first()
                .isEqualTo("netfs-cache node: node.data: is missing: give the node a directory with --data, with"
                        + " NETFS_CACHE_NODE_DATA or in a configuration file");
    }

    @Test
    void aNodeThatFindsOthersByANameIsToldWhatElseItNeeds() {
        assertThat(run("node", "--data=d", "--join-dns=nodes", "--join=a:1,b:1", "--member=0"))
                .isEqualTo(2);
        assertThat(run("node", "--data=d", "--join-dns=nodes:7442", "--cluster-size=3"))
                .isEqualTo(2);

        assertThat(err.toString().lines())
                .filteredOn(line -> line.contains(": "))
                .containsExactly(
                        "netfs-cache node: 3 problems with the configuration:",
                        "  node.cluster-size: is missing: with --join-dns the node cannot tell how many nodes there should"
                                + " be, and half of them plus one is the quorum",
                        "  node.join-dns: nodes is given beside join: nodes are found by one of them, leave out the other"
                                + " (--join-dns)",
                        "  node.join-dns: nodes tells the addresses of the nodes and no ports: give member a port, the same"
                                + " on all nodes (--join-dns)",
                        "netfs-cache node: node.join-dns: 'nodes:7442' is no DNS name: write letters, digits, hyphens and"
                                + " dots, and no port (--join-dns)");
    }

    @Test
    void anyCommandRefusesAWrongFileBeforeItDoesAnything() throws IOException {
        environment.put("NETFS_CACHE_CONFIG", file("log: {level: loud}"));

        assertThat(run("cat", "http://127.0.0.1:1/a")).isEqualTo(2);
        assertThat(err.toString()).contains("log.level: 'loud' is not one of error, warn, info, debug");
        assertThat(run("--help")).isZero();
    }

    @Test
    void whatIsWrongInTheFileIsSaidTogetherWithAWrongOption() throws IOException {
        environment.put("NETFS_CACHE_CONFIG", file("log: {level: loud}"));

        assertThat(run("cat", "--servers", "::1", "http://127.0.0.1:1/a")).isEqualTo(2);

        assertThat(err.toString()).contains("'::1' is no address", "log.level: 'loud'");
    }

    @Test
    void theServersOfAClientComeFromTheFileToo() throws IOException {
        environment.put("NETFS_CACHE_CONFIG", file("client: {servers: '127.0.0.1:9'}"));

        assertThat(run("stats")).isEqualTo(1);

        assertThat(err.toString()).contains("no node answers at 127.0.0.1:9");
    }

    @Test
    void aNameThatNobodyKnowsIsCalledThat() {
        assertThat(run("stats", "--servers", "no-such-host.invalid:7440")).isEqualTo(1);

        assertThat(err.toString())
                .contains("no node answers at no-such-host.invalid:7440 (no address is known for that name)");
    }

    @Test
    void showTellsValuesAndWhereTheyComeFrom() throws IOException {
        String file = file("node:", "  cluster-name: blue");
        environment.put("NETFS_CACHE_NODE_LISTEN", "[::1]:0");

        assertThat(run("config", "show", "--config", file, "--log-level", "info", "--json"))
                .isZero();

        JsonNode shown = Json.read(out.toString(), JsonNode.class);
        Map<String, String> sources = new HashMap<>();
        shown.get("settings")
                .forEach(one -> sources.put(
                        one.get("key").asText() + "=" + one.path("value").asText(),
                        one.get("source").asText()));
        assertThat(sources)
                .containsEntry("node.cluster-name=blue", file + ":2")
                .containsEntry("node.listen=[::1]:0", "environment variable NETFS_CACHE_NODE_LISTEN")
                .containsEntry("log.level=info", "--log-level")
                .containsEntry("node.weight=1", "default")
                .containsEntry("node.data=", "default");
    }

    @Test
    void showTellsWhatIsWrongBesides() throws IOException {
        assertThat(run("config", "show", "--config", file("node: {weight: 0}"))).isEqualTo(2);

        assertThat(out.toString()).contains("node.weight");
        assertThat(err.toString()).contains("node.weight: '0' is not a number between 1 and 1000000");
    }

    @Test
    void checkListsAllProblemsOfAFile() throws IOException {
        String file = file("node: {data: d, voters: 3, weight: x}", "client: {server: a}");

        assertThat(run("config", "check", file)).isEqualTo(2);

        assertThat(out.toString().lines())
                .containsExactly(
                        "3 problems with the configuration:",
                        "  node.weight: 'x' is not a number between 1 and 1000000 (" + file + ":1)",
                        "  client.server: there is no such setting; did you mean client.servers? (" + file + ":2)",
                        "  node.voters: 3 is not 1, 3 or 5, or is more than the cluster-size 1 (" + file + ":1)");
    }

    @Test
    void checkPassesWhatIsRight() throws IOException {
        String file = file("node: {data: d}");

        assertThat(run("config", "check", file)).isZero();
        assertThat(run("config", "check")).isZero();

        assertThat(out.toString()).contains("the configuration is right (" + file + ")", "(no configuration file)");
    }
}
