package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.CHUNK;
import static io.netfscache.node.store.StoreFixture.object;
import static io.netfscache.node.store.StoreFixture.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QuotaTest {
    private static final long FILE_BYTES = CHUNK + StoreLimits.CHUNK_OVERHEAD_BYTES;
    private static final long LIMIT = 4 * FILE_BYTES;

    @TempDir
    Path directory;

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private DirectoryStore open(long foundAtMost) throws IOException {
        return DirectoryStore.open(new StoreConfig(directory, CHUNK, 0, 64, LIMIT), foundAtMost, waiting::add, () -> 0);
    }

    private static void write(DirectoryStore store, String key) throws StoreException {
        ByteBuffer payload = ByteBuffer.wrap(random(1, CHUNK));
        store.write(object(key, 1, CHUNK), 0, 0, payload, Checksums.compute(payload));
    }

    private static void assertFull(DirectoryStore store, String key) {
        StoreException full = catchThrowableOfType(StoreException.class, () -> write(store, key));
        assertThat(full.reason()).isEqualTo(Reason.QUOTA);
    }

    private void leaveTwoFilesAndCrash() throws IOException {
        try (DirectoryStore store = open(0)) {
            write(store, "a");
            write(store, "b");
        }
        Files.delete(directory.resolve("clean"));
    }

    private void countAll() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    @Test
    void after_a_crash_the_limit_holds_before_all_is_counted() throws IOException {
        leaveTwoFilesAndCrash();

        try (DirectoryStore store = open(3 * FILE_BYTES)) {
            // What is there at most leaves room for one file
            write(store, "c");
            assertFull(store, "d");

            countAll();
            write(store, "d");
            assertFull(store, "e");
        }
    }

    @Test
    void after_a_crash_nothing_is_written_while_nobody_knows_what_is_there() throws IOException {
        leaveTwoFilesAndCrash();

        try (DirectoryStore store = open(StoreLimits.UNKNOWN_BYTES)) {
            assertFull(store, "c");
            countAll();
            write(store, "c");
        }
    }

    @Test
    void a_new_store_takes_writes_at_once() throws IOException {
        try (DirectoryStore store = open(StoreLimits.UNKNOWN_BYTES)) {
            write(store, "a");
        }
    }
}
