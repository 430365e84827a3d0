package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands without any server: a cache of the user's own, in processes that come, go, stop and are killed. */
@Timeout(120)
class EmbeddedCacheIT {
    /** Much more than fits between a process and a reader that does not read. */
    private static final int BYTES = 4 << 20;

    private static final String FILE = "/tool";

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private CountingOrigin origin;
    private byte[] contents;

    @BeforeEach
    void start() throws IOException {
        origin = CountingOrigin.start();
        contents = origin.putRandom(FILE, BYTES);
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        origin.close();
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private List<String> withCache(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cache-dir", cache().toString()));
        return all;
    }

    private Command run(String... arguments) throws Exception {
        return Command.run(withCache(arguments));
    }

    /** A {@code cat} that nobody reads from yet, so that it has the cache open. */
    private Process begun() throws IOException {
        Process cat = new ProcessBuilder(ChildJvm.command(withCache("cat", origin.url(FILE))))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("cat.err").toFile()))
                .start();
        processes.add(cat);
        return cat;
    }

    /** As {@link #begun}, with the node in it, serving. */
    private Process owner() throws IOException {
        Process owner = begun();
        assertThat(owner.getInputStream().read())
                .as("the first byte; standard error: %s", errors())
                .isEqualTo(contents[0] & 0xff);
        assertThat(cache().resolve("socket")).exists();
        return owner;
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("cat.err"));
    }

    private void assertRest(Process cat, int read) throws Exception {
        try (InputStream out = cat.getInputStream()) {
            assertThat(out.readAllBytes()).isEqualTo(Arrays.copyOfRange(contents, read, contents.length));
        }
        assertThat(cat.waitFor(Waits.ENDED.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).as(errors()).isZero();
    }

    private void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(Waits.ENDED.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_file_comes_from_the_origin_once_until_it_changes() throws Exception {
        Command first = run("cat", origin.url(FILE)).succeeded();
        assertThat(first.out()).isEqualTo(contents);
        assertThat(first.err()).isEmpty();
        assertThat(origin.sent()).isEqualTo(BYTES);

        Command second = run("cat", origin.url(FILE)).succeeded();
        assertThat(second.out()).isEqualTo(contents);
        assertThat(second.err()).isEmpty();
        assertThat(origin.sent()).isEqualTo(BYTES);

        JsonNode status = run("status", "--json").json().get("members").get(0).get("status");
        assertThat(status.get("cacheDirectory").asText()).isEqualTo(cache().toString());
        assertThat(status.get("cacheBytes").asLong()).isEqualTo(BYTES);

        byte[] changed = contents.clone();
        changed[BYTES / 2]++;
        origin.put(FILE, changed);
        assertThat(run("cat", origin.url(FILE)).succeeded().out()).isEqualTo(changed);
        assertThat(origin.sent()).isEqualTo(2L * BYTES);
    }

    @Test
    void four_at_once_all_have_the_right_bytes_and_leave_a_cache_that_is_whole() throws Exception {
        List<Process> all = List.of(begun(), begun(), begun(), begun());
        for (Process each : all) {
            assertRest(each, 0);
        }
        // What was on its way when a process ended may be missing still
        assertThat(run("cat", origin.url(FILE)).succeeded().out()).isEqualTo(contents);
        long sent = origin.sent();

        assertThat(run("cat", origin.url(FILE)).succeeded().out()).isEqualTo(contents);

        assertThat(origin.sent()).isEqualTo(sent);
    }

    @Test
    void a_second_process_shares_the_first_ones_and_takes_its_place_when_it_is_killed() throws Exception {
        run("cat", origin.url(FILE)).succeeded();
        Process first = owner();
        Process second = owner();
        assertThat(origin.sent()).isEqualTo(BYTES);
        kill(first);

        // The second has the node when it has made a socket of its own
        await("the second process has the cache")
                .atMost(Waits.SETTLED)
                .until(() -> run("status", "--json").anyJson().toString().contains("in process " + second.pid()));
        assertRest(second, 1);

        // And it was closed: the next serves at once
        Command next = run("cat", origin.url(FILE)).succeeded();
        assertThat(next.out()).isEqualTo(contents);
    }

    @Test
    void after_a_kill_the_next_command_waits_a_little_and_has_all_that_was_stored() throws Exception {
        run("cat", origin.url(FILE)).succeeded();
        kill(owner());

        Command next = run("cat", origin.url(FILE)).succeeded();

        assertThat(next.out()).isEqualTo(contents);
        assertThat(next.err()).contains("was killed: waiting");
        assertThat(origin.sent()).isEqualTo(BYTES);
    }

    @Test
    void an_invalidation_in_one_process_holds_for_another_that_has_the_cache_and_after_a_kill() throws Exception {
        run("cat", origin.url(FILE)).succeeded();
        Process owner = owner();

        run("invalidate", origin.url(FILE)).succeeded();
        kill(owner);

        Command next = run("cat", origin.url(FILE)).succeeded();
        assertThat(next.out()).isEqualTo(contents);
        assertThat(origin.sent()).isEqualTo(2L * BYTES);
    }

    @Test
    void a_process_that_is_stopped_with_the_cache_is_named_and_the_origin_read() throws Exception {
        run("cat", origin.url(FILE)).succeeded();
        Process stopped = owner();
        Signals.send(stopped, "STOP");

        Command next = run("cat", origin.url(FILE)).succeeded();

        assertThat(next.out()).isEqualTo(contents);
        assertThat(next.err())
                .contains("another process has the cache in " + cache(), "reading uncached from the origin");
        assertThat(origin.sent()).isEqualTo(2L * BYTES);
        Signals.send(stopped, "CONT");
        assertRest(stopped, 1);
    }

    @Test
    void a_cache_that_cannot_be_used_is_named_and_the_origin_read() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path newer = Files.createDirectory(folder.resolve("newer"));
        Files.writeString(newer.resolve("embedded"), "netfs-cache-embedded 99\n");
        for (Path bad : List.of(file.resolve("below"), newer)) {
            Command cat = Command.run("cat", "--cache-dir", bad.toString(), origin.url(FILE))
                    .succeeded();
            assertThat(cat.out()).isEqualTo(contents);
            assertThat(cat.err().lines()).hasSize(1);
            assertThat(cat.err()).contains(bad.toString(), "reading uncached from the origin");

            Command status = Command.run("status", "--cache-dir", bad.toString());
            assertThat(status.status()).isEqualTo(1);
            assertThat(status.err()).contains(bad.toString());
        }
    }
}
