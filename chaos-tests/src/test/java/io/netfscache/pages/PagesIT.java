package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.chaos.ClusterExtension;
import io.netfscache.chaos.ProcessCluster;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a page cache over the cluster promises to two clients that write and read the same file. */
@Timeout(120)
@ExtendWith(ClusterExtension.class)
class PagesIT {
    private static final String PATH = "/file";
    private static final int BLOCK = 4096;
    private static final int SIZE = 25 * BLOCK + 100;
    private static final NetfsOptions OPTIONS = NetfsOptions.DEFAULTS.withReadAheadBytes(0);

    private final VersionedOrigin origin = new VersionedOrigin("pages-" + System.nanoTime(), true);
    private final byte[] contents = Fingerprint.of(1, 0, SIZE);
    private MountedClient one;
    private MountedClient two;

    @BeforeEach
    void connect(ProcessCluster cluster) throws Exception {
        origin.put(PATH, contents);
        one = MountedClient.connect(cluster.servers(), origin, OPTIONS);
        two = MountedClient.connect(cluster.servers(), origin, OPTIONS);
    }

    @AfterEach
    void disconnect() throws IOException {
        one.close();
        two.close();
    }

    private byte[] with(int position, byte[] bytes) {
        byte[] changed = Arrays.copyOf(contents, Math.max(SIZE, position + bytes.length));
        System.arraycopy(bytes, 0, changed, position, bytes.length);
        return changed;
    }

    @Test
    void the_second_read_of_a_file_whose_folios_were_dropped_is_a_cache_hit() throws IOException {
        // Given a file that has been read once
        assertThat(one.read(PATH)).isEqualTo(contents);
        assertThat(origin.bytesRead()).isEqualTo(SIZE);

        // When its folios are dropped and it is read again, by the same client and by another
        one.netfs().dropFolios();
        assertThat(one.read(PATH)).isEqualTo(contents);
        assertThat(two.read(PATH)).isEqualTo(contents);

        // Then all of it comes from the cluster
        assertThat(one.cacheBytes()).isEqualTo(SIZE);
        assertThat(two.cacheBytes()).isEqualTo(SIZE);
        assertThat(origin.bytesRead()).isEqualTo(SIZE);
    }

    @Test
    void what_a_client_has_written_and_synced_is_a_cache_hit_for_others_and_so_is_the_rest() throws IOException {
        // Given a cached file
        assertThat(one.read(PATH)).isEqualTo(contents);

        // When a client changes some of it
        byte[] bytes = Fingerprint.of(2, 5000, 20_000);
        try (NetfsFile file = one.writable(PATH)) {
            MountedClient.write(file, 5000, bytes);
            file.sync();
        }

        // Then another reads the new bytes, and those around them, without the origin
        long before = origin.bytesRead();
        assertThat(two.read(PATH)).isEqualTo(with(5000, bytes)).isEqualTo(origin.bytes(PATH));
        assertThat(two.cacheBytes()).isEqualTo(SIZE);
        assertThat(origin.bytesRead()).isEqualTo(before);
    }

    @Test
    void two_clients_that_have_a_file_open_for_write_see_what_the_other_has_synced_at_the_next_read()
            throws IOException {
        try (NetfsFile first = one.writable(PATH);
                NetfsFile second = two.writable(PATH)) {
            assertThat(MountedClient.read(first)).isEqualTo(MountedClient.read(second));
            for (int turn = 0; turn < 20; turn++) {
                // When one writes, each time more of it, and syncs
                NetfsFile writer = turn % 2 == 0 ? first : second;
                byte[] bytes = Fingerprint.of(10 + turn, SIZE + turn, 3000 * (1 + turn % 5));
                MountedClient.write(writer, SIZE + turn, bytes);
                writer.truncate(SIZE + turn + bytes.length);
                writer.sync();

                // Then the other, which opens nothing, has the same
                NetfsFile reader = turn % 2 == 0 ? second : first;
                assertThat(MountedClient.read(reader))
                        .isEqualTo(origin.bytes(PATH))
                        .endsWith(bytes);
                assertThat(reader.size()).isEqualTo(SIZE + turn + bytes.length);
            }
        }
    }

    @Test
    void a_truncate_and_a_punch_are_of_the_file_as_another_client_has_made_it() throws IOException {
        try (NetfsFile first = one.writable(PATH);
                NetfsFile second = two.writable(PATH)) {
            // Given a client that has last read the file when it was shorter
            assertThat(MountedClient.read(second)).isEqualTo(contents);
            byte[] more = Fingerprint.of(2, SIZE, 2 * BLOCK);
            MountedClient.write(first, SIZE, more);
            first.sync();

            // When it punches what is behind the end that it knows, and cuts the file off behind that
            second.punch(SIZE, BLOCK);
            second.truncate(SIZE + BLOCK + 7);
            second.sync();

            // Then that is what both have
            byte[] expected = with(SIZE, Arrays.copyOf(new byte[BLOCK], BLOCK + 7));
            System.arraycopy(more, BLOCK, expected, SIZE + BLOCK, 7);
            assertThat(origin.bytes(PATH)).isEqualTo(expected);
            assertThat(MountedClient.read(first)).isEqualTo(expected);
            assertThat(MountedClient.read(second)).isEqualTo(expected);
        }
    }

    @Test
    void of_writes_to_one_block_by_two_clients_nothing_is_lost_and_where_both_wrote_the_last_sync_counts()
            throws IOException {
        try (NetfsFile first = one.writable(PATH);
                NetfsFile second = two.writable(PATH)) {
            assertThat(MountedClient.read(first)).isEqualTo(MountedClient.read(second));
            // When both write to a block, neither having seen the other's bytes, and sync one after the other
            MountedClient.write(first, 100, Fingerprint.of(2, 100, 1000));
            MountedClient.write(second, 600, Fingerprint.of(3, 600, 1000));
            first.sync();
            second.sync();

            // Then both have all of it
            byte[] expected = with(100, Fingerprint.of(2, 100, 1000));
            System.arraycopy(Fingerprint.of(3, 600, 1000), 0, expected, 600, 1000);
            assertThat(origin.bytes(PATH)).isEqualTo(expected);
            assertThat(MountedClient.read(first)).isEqualTo(expected);
            assertThat(MountedClient.read(second)).isEqualTo(expected);
            two.netfs().dropFolios();
            assertThat(MountedClient.read(second)).isEqualTo(expected);
        }
    }

    /** A write that the origin takes in one piece, at most 1 MiB of one file, is seen whole or not at all. */
    @Test
    void a_reader_never_sees_half_of_a_synced_write() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (NetfsFile writer = one.writable(PATH);
                NetfsFile reader = two.netfs().open(PATH)) {
            MountedClient.write(writer, 0, filled(0));
            writer.sync();
            CompletableFuture<Integer> reads = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                for (int last = 0; !done.get(); count++) {
                    last = wholeVersion(reader, last);
                }
                return count;
            });
            for (int version = 1; version <= 100 && !reads.isDone(); version++) {
                MountedClient.write(writer, 0, filled(version));
                writer.sync();
            }
            done.set(true);
            assertThat(reads.get(60, TimeUnit.SECONDS)).isPositive();
        }
    }

    private static byte[] filled(int version) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) version);
        return bytes;
    }

    /** The version that the reader sees, all of it and none before the {@code last}. */
    private static int wholeVersion(NetfsFile reader, int last) {
        try {
            byte[] bytes = MountedClient.read(reader);
            assertThat(bytes).isEqualTo(filled(bytes[0]));
            assertThat((int) bytes[0]).isGreaterThanOrEqualTo(last);
            return bytes[0];
        } catch (IOException e) {
            throw new AssertionError("a read failed", e);
        }
    }

    @Test
    void dirty_pages_stay_below_their_limit_and_reach_the_origin_before_they_are_evicted(ProcessCluster cluster)
            throws Exception {
        NetfsOptions small = OPTIONS.withFolioBytes(2 << 20).withDirtyBytes(1 << 20);
        byte[] all = Fingerprint.of(2, 0, 8 << 20);
        long most = 0;
        try (MountedClient writer = MountedClient.connect(cluster.servers(), origin, small);
                NetfsFile file = writer.writable(PATH)) {
            // When four times as much is written as there is memory for folios and dirty pages
            for (int at = 0; at < all.length; at += 64 << 10) {
                MountedClient.write(file, at, Arrays.copyOfRange(all, at, at + (64 << 10)));
                most = Math.max(most, writer.netfs().stats().dirtyBytes());
            }
            long early = writer.netfs().stats().writtenBytes();
            file.sync();

            // Then no more of it was dirty at a time than may be, and none is lost
            System.out.printf(
                    Locale.ROOT,
                    "8 MiB written, at most %,d KiB dirty of %,d KiB allowed, %,d KiB at the origin before the sync%n",
                    most >> 10,
                    1 << 10,
                    early >> 10);
            assertThat(most).isBetween(1L, 1L << 20);
            assertThat(early).isGreaterThanOrEqualTo(all.length - (1 << 20));
            assertThat(origin.bytes(PATH)).isEqualTo(all);
            assertThat(MountedClient.read(file)).isEqualTo(all);
            assertThat(writer.netfs().stats().lostBytes()).isZero();
            assertThat(writer.netfs().stats().dirtyBytes()).isZero();
        }
        assertThat(two.read(PATH)).isEqualTo(all);
    }

    @Test
    void a_write_that_another_program_overtakes_at_the_origin_goes_over_that() throws IOException {
        try (NetfsFile file = one.writable(PATH)) {
            assertThat(MountedClient.read(file)).isEqualTo(contents);
            MountedClient.write(file, 10, Fingerprint.of(2, 10, 50));
            // When somebody who knows nothing of the cache replaces the file before the sync
            byte[] others = Fingerprint.of(3, 0, SIZE + 500);
            origin.put(PATH, others);
            file.sync();

            // Then his bytes are there with these over them
            System.arraycopy(Fingerprint.of(2, 10, 50), 0, others, 10, 50);
            assertThat(origin.bytes(PATH)).isEqualTo(others);
            assertThat(MountedClient.read(file)).isEqualTo(others);
            assertThat(two.read(PATH)).isEqualTo(others);
        }
    }

    @Test
    void a_file_that_is_only_read_cannot_be_written() throws IOException {
        try (NetfsFile file = one.netfs().open(PATH)) {
            assertThatThrownBy(() -> MountedClient.write(file, 0, new byte[1]))
                    .isInstanceOf(java.nio.channels.NonWritableChannelException.class);
            assertThat(MountedClient.read(file)).isEqualTo(contents);
        }
    }
}
