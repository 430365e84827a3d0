package io.netfscache.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConfigSourcesTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("netfs-cache.yaml");
    }

    private Configuration read(Map<String, String> environment, String... lines) throws IOException {
        Files.writeString(file, String.join("\n", lines));
        return new ConfigSources(environment, List.of(file)).with(Map.of());
    }

    private static List<String> texts(Configuration configuration) {
        return configuration.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void anOptionWinsOverTheEnvironmentThatOverTheFileAndThatOverTheDefault() throws IOException {
        // Given
        Files.writeString(file, "node: {listen: '4', admin: '4', member: '4', cluster-name: four}");
        ConfigSources sources =
                new ConfigSources(Map.of("NETFS_CACHE_NODE_LISTEN", "3", "NETFS_CACHE_NODE_ADMIN", "3"), List.of(file));

        // When
        Configuration configuration = sources.with(Map.of(Settings.NODE_LISTEN, new Given("2", "--listen")));

        // Then
        assertThat(configuration.problems()).isEmpty();
        assertThat(configuration.get(Settings.NODE_LISTEN)).isEqualTo(new HostPort("127.0.0.1", 2));
        assertThat(configuration.from(Settings.NODE_LISTEN)).isEqualTo("--listen");
        assertThat(configuration.get(Settings.NODE_ADMIN).port()).isEqualTo(3);
        assertThat(configuration.from(Settings.NODE_ADMIN)).isEqualTo("environment variable NETFS_CACHE_NODE_ADMIN");
        assertThat(configuration.get(Settings.NODE_MEMBER).port()).isEqualTo(4);
        assertThat(configuration.from(Settings.NODE_MEMBER)).isEqualTo(file + ":1");
        assertThat(configuration.get(Settings.NODE_WEIGHT)).isEqualTo(1);
        assertThat(configuration.from(Settings.NODE_WEIGHT)).isEqualTo("default");
    }

    @Test
    void theFileOfTheUserWinsOverThatOfTheSystem() throws IOException {
        Path system = folder.resolve("system.yaml");
        Files.writeString(system, "log: {level: debug, format: json}");
        Files.writeString(file, "log: {level: info}");

        Configuration configuration = new ConfigSources(Map.of(), List.of(file, system)).with(Map.of());

        assertThat(configuration.get(Settings.LOG_LEVEL)).isEqualTo(LogLevel.INFO);
        assertThat(configuration.get(Settings.LOG_FORMAT)).isEqualTo(LogFormat.JSON);
    }

    @Test
    void allProblemsOfAllSourcesAreNamedAtOnceWithKeyRuleValueAndPlace() throws IOException {
        Configuration configuration = read(
                Map.of("NETFS_CACHE_NODE_CHUNK_SIZE", "many", "NETFS_CACHE_NOD_LISTEN", "1"),
                "# comment",
                "node:",
                "  lisen: 7440",
                "  cluster-size: 0",
                "  voters: 2",
                "logs:",
                "  level: info",
                "log:",
                "  level: loud",
                "listen: 7440");

        assertThat(texts(configuration))
                .containsExactlyInAnyOrder(
                        "node.chunk-size: 'many' is no size: write bytes, or a number with K, M, G or T"
                                + " (environment variable NETFS_CACHE_NODE_CHUNK_SIZE)",
                        "NETFS_CACHE_NOD_LISTEN: there is no such setting; did you mean NETFS_CACHE_NODE_LISTEN?"
                                + " (environment variable)",
                        "node.lisen: there is no such setting; did you mean node.listen? (" + file + ":3)",
                        "node.cluster-size: '0' is not a number between 1 and 1024 (" + file + ":4)",
                        "node.voters: '2' is not one of 1, 3, 5 (" + file + ":5)",
                        "logs: there is no such setting; did you mean log? (" + file + ":6)",
                        "log.level: 'loud' is not one of error, warn, info, debug (" + file + ":9)",
                        "listen: there is no such setting; did you mean node.listen? (" + file + ":10)");
    }

    @Test
    void aValueThatAnotherSourceOverridesIsCheckedToo() throws IOException {
        Configuration configuration = read(Map.of("NETFS_CACHE_LOG_LEVEL", "info"), "log: {level: loud}");

        assertThat(configuration.problems()).hasSize(1);
        assertThat(configuration.get(Settings.LOG_LEVEL)).isEqualTo(LogLevel.INFO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node: 7440                       | node: is a section: its settings go below it, indented",
                "node: {listen: {port: 7440}}     | node.listen: is a value, not a section",
                "node: {listen: }                 | node.listen: has no value; leave the line out for the default",
                "node: {join: [[a]]}              | node.join: is a list of values, not of lists or sections",
                "7440                             | is no list of sections such as node:",
                "'node: {listen: 1, listen: 2}'   | not YAML: Duplicate field 'listen'"
            })
    void aFileOfAnotherShapeIsRefusedWithItsLine(String text, String problem) throws IOException {
        Configuration configuration = read(Map.of(), text);

        assertThat(texts(configuration).get(0)).isEqualTo(problem + " (" + file + ":1)");
    }

    @Test
    void anAliasIsRefusedWhereverItStandsAndNotTakenForItsName() throws IOException {
        Configuration configuration = read(
                Map.of(),
                "node:",
                "  cluster-name: &n blue",
                "  data: *n",
                "  join: [a:1, *n]",
                "log: *n",
                "client: {}");

        assertThat(texts(configuration))
                .containsExactly(
                        "node.data: is an alias (*), which is not read: write the value out (" + file + ":3)",
                        "node.join: is an alias (*), which is not read: write the value out (" + file + ":4)",
                        "log: is an alias (*), which is not read: write the value out (" + file + ":5)");
    }

    @Test
    void aSettingThatIsGivenInItsSectionAndWithADotIsGivenTwice() throws IOException {
        Configuration configuration = read(Map.of(), "node.listen: 1", "node: {listen: 2}");

        assertThat(texts(configuration))
                .containsExactly("node.listen: has a value already: " + file + ":1 (" + file + ":2)");
    }

    @Test
    void aFileThatIsNoYamlIsRefusedWithTheLine() throws IOException {
        Configuration configuration = read(Map.of(), "node:", "  listen: [", "log:");

        assertThat(texts(configuration))
                .containsExactly(
                        "not YAML: while parsing a flow node, expected the node content, but found '<stream end>' ("
                                + file + ":3)");
    }

    @Test
    void aNamedFileThatIsNotThereIsAProblem() {
        Configuration configuration =
                ConfigSources.of(Map.of(), folder + "/none.yaml").with(Map.of());

        assertThat(texts(configuration))
                .containsExactly(
                        "cannot read the configuration file: no such file or directory (" + folder + "/none.yaml)");
    }

    @Test
    void theFilesAreThoseNamedElseThoseInTheUsualPlaces() throws IOException {
        Path usual = Files.createDirectories(folder.resolve("netfs-cache")).resolve("netfs-cache.yaml");
        Files.writeString(usual, "");
        Map<String, String> home = Map.of("XDG_CONFIG_HOME", folder.toString());
        Map<String, String> named = Map.of("XDG_CONFIG_HOME", folder.toString(), "NETFS_CACHE_CONFIG", "/b");

        assertThat(ConfigSources.of(named, "/a").files()).containsExactly(Path.of("/a"));
        assertThat(ConfigSources.of(named, null).files()).containsExactly(Path.of("/b"));
        assertThat(ConfigSources.of(home, null).files()).startsWith(usual);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NETFS_CACHE_SERVICE_HOST",
                "NETFS_CACHE_SERVICE_PORT_DATA",
                "NETFS_CACHE_PORT",
                "NETFS_CACHE_PORT_7440_TCP_ADDR",
                "NETFS_CACHE_NODE_SERVICE_HOST",
                "NETFS_CACHE_JAVA_OPTS",
                "NETFS_CACHE_CONFIG",
                "NETFS_CACHE_NODE_LISTEN"
            })
    void whatKubernetesAndTheLauncherSetIsNoProblemNorIsAnEmptyVariable(String variable) throws IOException {
        assertThat(read(Map.of(variable, "")).problems()).isEmpty();
    }

    @Test
    void aListIsWrittenAsOneOrWithCommas() throws IOException {
        Configuration list = read(Map.of(), "node:", "  join: [a:1, '[::1]:2']");
        Configuration commas = read(Map.of("NETFS_CACHE_NODE_JOIN", "a:1,[::1]:2"));

        assertThat(list.find(Settings.NODE_JOIN))
                .isEqualTo(List.of(new HostPort("a", 1), new HostPort("::1", 2)))
                .isEqualTo(commas.find(Settings.NODE_JOIN));
    }

    @Test
    void aCacheIsWrittenAsASectionOrInOneWord() throws IOException {
        Configuration sections = read(
                Map.of(),
                "node:",
                "  caches:",
                "    - name: ssd",
                "      directory: /mnt/ssd:1",
                "      bstop: 7",
                "      size: 2G",
                "    - {name: disk, directory: /mnt/disk}");
        Configuration words = read(Map.of("NETFS_CACHE_NODE_CACHES", "ssd=/mnt/ssd:1:bstop=7:size=2G, disk=/mnt/disk"));

        assertThat(sections.problems()).isEmpty();
        assertThat(sections.find(Settings.NODE_CACHES))
                .isEqualTo(List.of(
                        new CacheSetting("ssd", Path.of("/mnt/ssd:1"), ByteSize.parse("2G"), 7),
                        new CacheSetting("disk", Path.of("/mnt/disk"), null, null)))
                .isEqualTo(words.find(Settings.NODE_CACHES));
    }

    @Test
    void everythingThatIsWrongWithACacheIsNamed() throws IOException {
        Configuration wrong = read(
                Map.of("NETFS_CACHE_NODE_CACHES", "ssd"),
                "node:",
                "  caches:",
                "    - name: ssd",
                "      dir: /mnt/ssd",
                "    - {name: 'a=b', directory: /mnt/b}",
                "    - {name: disk, directory: '/mnt/a,b'}",
                "    - {name: tape, directory: /mnt/tape, bstop: 101}");

        assertThat(texts(wrong))
                .containsExactlyInAnyOrder(
                        "node.caches: 'ssd' is no cache: write NAME=DIRECTORY, with :size=SIZE and :bstop=PERCENT if need"
                                + " be (environment variable NETFS_CACHE_NODE_CACHES)",
                        "node.caches: '101' is not a number between 0 and 100 (" + file + ":2)",
                        "node.caches: a cache has no 'dir' (" + file + ":4)",
                        "node.caches: a cache needs a name and a directory (" + file + ":3)",
                        "node.caches: the name of a cache is one value without ',', a name without '=' (" + file
                                + ":5)",
                        "node.caches: a cache needs a name and a directory (" + file + ":5)",
                        "node.caches: the directory of a cache is one value without ',', a name without '=' (" + file
                                + ":6)",
                        "node.caches: a cache needs a name and a directory (" + file + ":6)");
    }

    @Test
    void secretsInUrlsAreNotShown() {
        assertThat(Setting.shown("http://user:pass@proxy:3128")).isEqualTo("http://***@proxy:3128");
        assertThat(Setting.shown("user:pass@proxy")).isEqualTo("***@proxy");
        assertThat(Setting.shown("/var/lib/netfs-cache")).isEqualTo("/var/lib/netfs-cache");
    }
}
