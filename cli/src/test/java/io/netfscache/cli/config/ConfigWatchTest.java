package io.netfscache.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class ConfigWatchTest {
    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(ConfigWatch.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final List<Integer> followed = new ArrayList<>();
    private Path file;
    private ConfigWatch watch;

    @BeforeEach
    void start() throws IOException {
        logged.start();
        logger.addAppender(logged);
        logger.setAdditive(false);
        file = folder.resolve("netfs-cache.yaml");
        write(file, 10, "127.0.0.1:1");
        watch = watch(file);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
    }

    private ConfigWatch watch(Path watched) {
        ConfigSources sources = new ConfigSources(Map.of(), List.of(watched));
        return new ConfigWatch(
                sources.files(),
                () -> sources.with(Map.of()),
                sources.with(Map.of()),
                changed -> followed.add(changed.get(Settings.LIMITS_CLIENTS)));
    }

    private static void write(Path to, int clients, String listen) throws IOException {
        Files.writeString(
                to, "node: {data: /d, listen: '" + listen + "'}\nlimits: {client-connections: " + clients + "}\n");
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aLimitTakesEffectWithoutARestart() throws IOException {
        watch.poll();
        assertThat(followed).isEmpty();

        write(file, 20, "127.0.0.1:1");
        watch.poll();
        watch.poll();

        assertThat(followed).containsExactly(20);
        assertThat(messages())
                .containsExactly("the configuration has changed: limits.client-connections is 20 now, it was 10 ("
                        + file + ":2)");
    }

    @Test
    void whatTakesARestartIsSaidAndNothingElseHappens() throws IOException {
        write(file, 10, "127.0.0.1:2");
        watch.poll();

        assertThat(followed).isEmpty();
        assertThat(messages())
                .containsExactly("the configuration has changed, this takes a restart: node.listen is 127.0.0.1:2 now,"
                        + " it was 127.0.0.1:1 (" + file + ":1)");
    }

    @Test
    void aWrongFileLeavesEverythingAsItWasAndIsLoggedWhole() throws IOException {
        Files.writeString(
                file, "limits: {client-connections: 30, admin-connections: none}\nnode: {data: /d, lisen: 1}");
        watch.poll();
        watch.poll();

        assertThat(followed).isEmpty();
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("the configuration has changed and is wrong; nothing of it is used: 2 problems")
                .contains("limits.admin-connections: 'none' is not a number", "did you mean node.listen?");

        write(file, 40, "127.0.0.1:1");
        watch.poll();
        assertThat(followed).containsExactly(40);
    }

    @Test
    void aFileThatIsGoneLeavesEverythingAsItWas() throws IOException {
        Files.delete(file);
        watch.poll();

        assertThat(followed).isEmpty();
        assertThat(messages()).singleElement().asString().contains("cannot read the configuration file");
    }

    /** As Kubernetes updates a ConfigMap: the file is a link through a link to a folder, and that is what changes. */
    @Test
    void aFileBehindLinksIsSeenToChange() throws IOException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        write(Files.createDirectory(mounted.resolve("..1")).resolve("c.yaml"), 10, "127.0.0.1:1");
        write(Files.createDirectory(mounted.resolve("..2")).resolve("c.yaml"), 50, "127.0.0.1:1");
        Path data = Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..1"));
        Path link = Files.createSymbolicLink(mounted.resolve("c.yaml"), Path.of("..data/c.yaml"));
        ConfigWatch ofLink = watch(link);

        Path next = Files.createSymbolicLink(mounted.resolve("..next"), Path.of("..2"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        ofLink.poll();

        assertThat(followed).containsExactly(50);
    }

    /** What a hang-up does: HangupTest shows that it does it. */
    @Test
    void aReloadReadsAgainWhateverHasChanged() throws IOException {
        write(file, 60, "127.0.0.1:1");
        watch.reload();
        assertThat(followed).containsExactly(60);

        Files.writeString(file, "limits: {client-connections: none}");
        watch.reload();
        watch.reload();
        assertThat(messages().stream().filter(message -> message.contains("is wrong")))
                .hasSize(2);
    }
}
