package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.MissingDataException;
import io.netfscache.ObjectHolding;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FSCACHE row 29 on two nodes, each the session node of one of two clients. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CullIT {
    private static final String VOLUME = "volume";
    private static final byte[] AUX = {1};
    /** Chunks enough for both nodes to have some: that one has none has a probability of 2 to the power of -39. */
    private static final int CHUNKS = 40;

    private static final long SIZE = (long) (CHUNKS - 1) * Limits.DEFAULT_CHUNK_BYTES + Limits.BLOCK_BYTES;

    private TestCluster cluster;
    private FsCache first;
    private FsCache second;
    private ClusterAdmin admin;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = TestCluster.start(directory, 2);
        admin = ClusterAdmin.connect(ClientConfig.of(List.of(cluster.node(0).dataAddress())));
        first = connect(0);
        second = connect(1);
    }

    /** Gives objects back at once, so that nobody has to wait for that. */
    private FsCache connect(int node) throws Exception {
        ClientConfig config = new ClientConfig(List.of(cluster.node(node).dataAddress()), "", "", Duration.ZERO, 1);
        FsCache client = FsCache.connect(config);
        assertThat(client.awaitConnected(20_000)).isTrue();
        return client;
    }

    @AfterAll
    void stop() {
        first.close();
        second.close();
        admin.close();
        cluster.close();
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static Cookie use(Volume volume, String name) throws Exception {
        Cookie cookie = volume.acquireCookie(Set.of(), key(name), AUX, SIZE);
        cookie.use(false);
        return cookie;
    }

    /** One block of each chunk. */
    private static void fill(Cookie cookie) throws Exception {
        try (CacheOperation write = cookie.beginWrite()) {
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                write.write((long) chunk * Limits.DEFAULT_CHUNK_BYTES, ByteBuffer.allocate(Limits.BLOCK_BYTES));
            }
        }
    }

    private static int read(Cookie cookie) throws Exception {
        try (CacheOperation read = cookie.beginRead()) {
            return read.read(0, ByteBuffer.allocate(Limits.BLOCK_BYTES), ReadHole.FAIL);
        }
    }

    private int users(String name) throws CacheException {
        return admin.inUse(VOLUME, key(name)).stream()
                .mapToInt(ObjectHolding::users)
                .sum();
    }

    private long holders(String name) throws CacheException {
        return admin.inUse(VOLUME, key(name)).stream()
                .filter(ObjectHolding::stored)
                .count();
    }

    @Test
    void an_object_is_culled_on_all_nodes_when_its_last_user_anywhere_has_gone() throws Exception {
        Volume here = first.acquireVolume(VOLUME, "", new byte[0]);
        Volume there = second.acquireVolume(VOLUME, "", new byte[0]);
        Cookie cookie = use(here, "a");
        Cookie other = use(there, "a");
        fill(cookie);
        assertThat(read(other)).isEqualTo(Limits.BLOCK_BYTES);

        // Given users at both nodes
        await().untilAsserted(() -> assertThat(users("a")).isEqualTo(2));
        assertThat(holders("a")).isEqualTo(2);
        CacheException busy = catchThrowableOfType(CacheException.class, () -> admin.cull(VOLUME, key("a")));
        assertThat(busy.code()).isEqualTo(ErrorCode.EBUSY);
        assertThat(busy).hasMessageContaining("2 clients");

        // When one has gone: the other's mark counts at whichever node it is
        cookie.unuse(null, null);
        await().untilAsserted(() -> assertThat(users("a")).isOne());
        assertThat(catchThrowableOfType(CacheException.class, () -> admin.cull(VOLUME, key("a"))))
                .hasMessageContaining("1 client");
        assertThat(read(other)).isEqualTo(Limits.BLOCK_BYTES);

        // Then
        other.unuse(null, null);
        await().untilAsserted(() -> assertThat(users("a")).isZero());
        assertThat(admin.cull(VOLUME, key("a")))
                .hasSize(2)
                .allSatisfy(holding -> assertThat(holding.reachable()).isTrue());
        assertThat(holders("a")).isZero();

        // And it is cached again
        cookie.use(false);
        assertThat(catchThrowableOfType(MissingDataException.class, () -> read(cookie)))
                .isNotNull();
        fill(cookie);
        assertThat(read(cookie)).isEqualTo(Limits.BLOCK_BYTES);
        cookie.unuse(null, null);
    }

    @Test
    void an_object_that_nobody_knows_is_neither_used_nor_stored() throws Exception {
        assertThat(admin.inUse(VOLUME, key("nothing"))).hasSize(2).allSatisfy(holding -> {
            assertThat(holding.reachable()).isTrue();
            assertThat(holding.users()).isZero();
            assertThat(holding.stored()).isFalse();
        });
        assertThat(admin.cull(VOLUME, key("nothing"))).hasSize(2);
    }
}
