package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.MemoryOrigin;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of two clients that write and read one file at a time, while write-back goes on all the time. */
@Timeout(60)
final class ManyThreadsTest {
    private static final int RECORD = 1000;
    private static final int RECORDS = 40;
    private static final int ROUNDS = 60;

    /** Each thread writes records of its own, in ascending versions, whole: what it reads of them is what it wrote last. */
    private static void writeAndRead(Netfs netfs, int thread, int threads) throws Exception {
        Random random = new Random(thread);
        byte[] versions = new byte[RECORDS];
        try (NetfsFile file = netfs.open("f", Set.of(OpenMode.WRITE))) {
            for (int round = 1; round <= ROUNDS; round++) {
                int mine = random.nextInt(RECORDS / threads) * threads + thread;
                ByteBuffer record = ByteBuffer.allocate(RECORD);
                for (int i = 0; i < RECORD; i++) {
                    record.put((byte) round);
                }
                file.write((long) mine * RECORD, record.flip());
                versions[mine] = (byte) round;
                if (random.nextInt(8) == 0) {
                    file.sync();
                }
                if (random.nextInt(8) == 0) {
                    netfs.dropFolios();
                }
                int other = random.nextInt(RECORDS);
                ByteBuffer into = ByteBuffer.allocate(RECORD);
                file.read((long) other * RECORD, into);
                if (other % threads == thread) {
                    assertThat(into.array())
                            .as("record %d of thread %d", other, thread)
                            .containsOnly(versions[other]);
                }
            }
        }
    }

    @Test
    void nobodyLosesARecordOrReadsAnOlderOneOfHisOwn() throws Exception {
        MemoryOrigin origin = new MemoryOrigin("threads", true);
        origin.put("f", new byte[RECORD * RECORDS]);
        NetfsOptions options = NetfsOptions.DEFAULTS.withWriteBackDelay(Duration.ofMillis(3));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (FakeNode node = new FakeNode(1)) {
            node.tellsFences = true;
            try (FsCache one = node.client();
                    FsCache two = node.client();
                    Netfs first = Netfs.mount(one, origin, options);
                    Netfs second = Netfs.mount(two, origin, options)) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int thread = i;
                    all.add(threads.submit(() -> {
                        writeAndRead(thread % 2 == 0 ? first : second, thread, 4);
                        return null;
                    }));
                }
                for (Future<?> each : all) {
                    each.get(50, TimeUnit.SECONDS);
                }
                assertThat(first.stats().dirtyBytes()).isZero();
                // Then: all have the same file, which is the origin's.
                for (Netfs netfs : List.of(first, second)) {
                    try (NetfsFile file = netfs.open("f")) {
                        ByteBuffer into = ByteBuffer.allocate(RECORD * RECORDS);
                        file.read(0, into);
                        assertThat(into.array()).isEqualTo(origin.bytes("f"));
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
