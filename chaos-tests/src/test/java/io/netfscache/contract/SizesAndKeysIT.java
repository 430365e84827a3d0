package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheOperation;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.ReadHole;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects of the smallest and of a large size, keys of all kinds, many objects in one volume. */
@Timeout(900)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class SizesAndKeysIT {
    private static final int BLOCK = Limits.BLOCK_BYTES;
    private static final int OBJECTS = Boolean.getBoolean("netfs.long") ? 100_000 : 2_000;
    /** Fewer than a connection may have outstanding. */
    private static final int AT_A_TIME = 100;

    @Test
    @Row({9, 12, 14})
    void an_object_without_bytes_is_cached_and_may_grow(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "empty", 2);
        Cookie one = clients.use(0, "file", 0);
        Cookie two = clients.use(1, "file", 0);
        for (Cookie cookie : List.of(one, two)) {
            try (CacheOperation operation = cookie.beginWrite()) {
                assertThat(operation.write(0, ByteBuffer.allocate(0))).isZero();
                assertThat(operation.objectSize()).isZero();
                for (ReadHole holes : ReadHole.values()) {
                    assertThat(RangeIo.read(operation, 0, 100, holes)).isEmpty();
                }
            }
        }

        one.resize(10);
        byte[] contents = RangeIo.bytes(1, 10);
        RangeIo.write(one, 0, contents);

        assertThat(RangeIo.read(two, 0, 100, ReadHole.FAIL)).isEqualTo(contents);
    }

    @Test
    @Row({12, 13, 14})
    void of_an_object_of_a_tebibyte_the_first_a_middle_and_the_last_block_are_cached_and_nothing_else(
            ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "large", 2);
        long size = 1L << 40;
        List<Long> positions = List.of(0L, size / 2, size - BLOCK);
        Cookie writer = clients.use(0, "file", size);
        Cookie reader = clients.use(1, "file", size);
        for (long position : positions) {
            RangeIo.write(writer, position, RangeIo.bytes(position, BLOCK));
        }

        for (long position : positions) {
            byte[] block = RangeIo.bytes(position, BLOCK);
            assertThat(RangeIo.read(reader, position, BLOCK, ReadHole.FAIL)).isEqualTo(block);
            // With a block before and after it, as far as there are
            long from = Math.max(0, position - BLOCK);
            int length = (int) (Math.min(size, position + 2L * BLOCK) - from);
            byte[] wanted = new byte[length];
            System.arraycopy(block, 0, wanted, (int) (position - from), BLOCK);
            assertThat(RangeIo.read(reader, from, length, ReadHole.CLEAR)).isEqualTo(wanted);
        }
        assertThat(RangeIo.missing(reader, size / 4, BLOCK, ReadHole.FAIL))
                .containsExactly(new ByteRange(size / 4, size / 4 + BLOCK));
        assertThat(RangeIo.read(reader, size - 10, BLOCK, ReadHole.FAIL)).hasSize(10);
        assertThat(RangeIo.read(reader, size, BLOCK, ReadHole.FAIL)).isEmpty();
    }

    /** All one-byte keys, all bytes in one key of 255, and keys that differ in their last byte or in zeroes at the end. */
    private static List<byte[]> keys() {
        List<byte[]> keys = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            keys.add(new byte[] {(byte) value});
        }
        byte[] all = new byte[Limits.MAX_OBJECT_KEY_BYTES];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i + 1);
        }
        keys.add(all);
        for (int last : new int[] {0, 1, 0x7f, 0x80}) {
            byte[] longest = all.clone();
            longest[longest.length - 1] = (byte) last;
            keys.add(longest);
        }
        for (int zeroes = 1; zeroes < 10; zeroes++) {
            keys.add(Arrays.copyOf("a".getBytes(StandardCharsets.US_ASCII), 1 + zeroes));
            keys.add(new byte[1 + zeroes]);
        }
        keys.add(Arrays.copyOf(all, Limits.MAX_OBJECT_KEY_BYTES - 1));
        keys.add(new byte[Limits.MAX_OBJECT_KEY_BYTES]);
        return keys;
    }

    @Test
    @Row({4, 30})
    void keys_of_every_byte_of_every_length_and_with_zeroes_at_the_end_are_objects_of_their_own(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "keys", 2);
        List<byte[]> keys = keys();
        int size = 100;
        List<Cookie> writers = use(clients, 0, keys, size);
        for (int i = 0; i < keys.size(); i++) {
            RangeIo.write(writers.get(i), 0, RangeIo.bytes(i, size));
        }

        List<Cookie> readers = use(clients, 1, keys, size);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(RangeIo.read(readers.get(i), 0, size, ReadHole.FAIL))
                    .as("object %s", Bytes.of(keys.get(i)))
                    .isEqualTo(RangeIo.bytes(i, size));
        }
        try (ClusterAdmin admin = cluster.admin()) {
            assertThat(admin.cookies(clients.volumeKey(), 10_000))
                    .extracting(CookieInfo::key)
                    .containsExactlyInAnyOrderElementsOf(
                            keys.stream().map(Bytes::of).toList());
        }
    }

    private static List<Cookie> use(Clients clients, int client, List<byte[]> keys, long size) {
        List<Cookie> cookies = new ArrayList<>();
        for (byte[] key : keys) {
            Cookie cookie = clients.volume(client).acquireCookie(Set.of(), key, Clients.AUX, size);
            cookie.use(false);
            cookies.add(cookie);
        }
        return cookies;
    }

    private static String name(int i) {
        return "object-" + i;
    }

    @Test
    @Row({4, 30})
    void many_objects_in_one_volume_are_used_stored_read_back_and_counted(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "many", 2);
        Map<Integer, Cookie> writers = new LinkedHashMap<>();
        for (int first = 0; first < OBJECTS; first += AT_A_TIME) {
            // Look-ups and writes of a batch are under way at the same time
            for (int i = first; i < first + AT_A_TIME; i++) {
                writers.put(i, clients.use(0, name(i), BLOCK));
            }
            List<Termination> stored = new ArrayList<>();
            for (int i = first; i < first + AT_A_TIME; i++) {
                try (CacheOperation operation = writers.get(i).beginWrite()) {
                    Termination termination = new Termination();
                    operation.write(0, ByteBuffer.wrap(RangeIo.bytes(i, BLOCK)), termination);
                    stored.add(termination);
                }
            }
            for (Termination termination : stored) {
                assertThat(termination.transferred()).isEqualTo(BLOCK);
            }
        }

        for (int first = 0; first < OBJECTS; first += AT_A_TIME) {
            List<Cookie> readers = new ArrayList<>();
            for (int i = first; i < first + AT_A_TIME; i++) {
                readers.add(clients.use(1, name(i), BLOCK));
            }
            for (int i = 0; i < AT_A_TIME; i++) {
                assertThat(RangeIo.read(readers.get(i), 0, BLOCK, ReadHole.FAIL))
                        .isEqualTo(RangeIo.bytes(first + i, BLOCK));
            }
        }
        try (ClusterAdmin admin = cluster.admin()) {
            assertThat(admin.volumes(100_000))
                    .filteredOn(volume -> volume.key().equals(clients.volumeKey()))
                    .extracting(VolumeInfo::cookies)
                    .containsExactly((long) OBJECTS);
            assertThat(admin.cookies(clients.volumeKey(), 100_000).stream()
                            .map(CookieInfo::key)
                            .distinct())
                    .hasSize(OBJECTS);
        }
    }
}
