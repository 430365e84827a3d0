package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheOperation;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.ObjectHolding;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.chaos.Command;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** cachefilesd's "cull" and "inuse". */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class CullIT {
    private static final byte[] KEY = "file".getBytes(StandardCharsets.UTF_8);
    /** Of more than one chunk. */
    private static final int SIZE = ContractCluster.CHUNK_BYTES + 10_000;

    private static int users(ClusterAdmin admin, String volume, byte[] key) throws Exception {
        return admin.inUse(volume, key).stream().mapToInt(ObjectHolding::users).sum();
    }

    private static void awaitUnused(ClusterAdmin admin, String volume, byte[] key) {
        await("nobody uses it").atMost(Duration.ofSeconds(20)).until(() -> users(admin, volume, key) == 0);
    }

    @Test
    @Row(29)
    void an_object_that_another_client_uses_is_busy_and_stays(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "culled", 2);
        byte[] contents = RangeIo.bytes(1, SIZE);
        Cookie one = clients.use(0, "file", SIZE);
        RangeIo.write(one, 0, contents);
        Cookie two = clients.use(1, "file", SIZE);
        two.beginRead().close();
        try (ClusterAdmin admin = cluster.admin()) {
            assertThat(admin.inUse(clients.volumeKey(), KEY))
                    .hasSize(ContractCluster.NODES)
                    .allMatch(ObjectHolding::reachable)
                    .extracting(ObjectHolding::users)
                    .containsExactlyInAnyOrder(1, 1, 0);
            RangeIo.assertCode(ErrorCode.EBUSY, () -> admin.cull(clients.volumeKey(), KEY));

            one.unuse(null, null);
            one.relinquish(false);
            await("one user is left")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> users(admin, clients.volumeKey(), KEY) == 1);
            RangeIo.assertCode(ErrorCode.EBUSY, () -> admin.cull(clients.volumeKey(), KEY));

            assertThat(RangeIo.read(two, 0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        }
    }

    @Test
    @Row(29)
    void what_nobody_uses_is_deleted_and_the_next_user_fills_it_again(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "culled", 2);
        Cookie cookie = clients.use(0, "file", SIZE);
        RangeIo.write(cookie, 0, RangeIo.bytes(2, SIZE));
        ObjectGeneration before = generation(cookie);
        cookie.unuse(null, null);
        try (ClusterAdmin admin = cluster.admin()) {
            awaitUnused(admin, clients.volumeKey(), KEY);
            assertThat(admin.cull(clients.volumeKey(), KEY)).anyMatch(ObjectHolding::stored);
            assertThat(admin.inUse(clients.volumeKey(), KEY)).noneMatch(ObjectHolding::stored);
            assertThat(admin.cookies(clients.volumeKey(), 10)).hasSize(1);
        }

        Cookie other = clients.use(1, "file", SIZE);
        assertThat(generation(other)).isEqualTo(before);
        assertThat(RangeIo.read(other, 0, SIZE, ReadHole.IGNORE)).isEmpty();
        byte[] again = RangeIo.bytes(3, SIZE);
        RangeIo.write(other, 0, again);
        assertThat(RangeIo.read(other, 0, SIZE, ReadHole.FAIL)).isEqualTo(again);
    }

    private static ObjectGeneration generation(Cookie cookie) throws Exception {
        try (CacheOperation operation = cookie.beginRead()) {
            return operation.generation();
        }
    }

    @Test
    @Row(29)
    void the_commands_say_who_uses_a_file_and_delete_it_when_nobody_does(ContractCluster cluster, @TempDir Path folder)
            throws Exception {
        Path file = Files.write(folder.resolve("file"), RangeIo.bytes(4, SIZE));
        String servers = cluster.serversOption();
        String url = file.toUri().toString();
        try (Origin origin = Origins.resolve(url).origin();
                ClusterAdmin admin = cluster.admin()) {
            byte[] key = origin.objectKey(origin.canonical(Origins.resolve(url).path()));
            Volume volume = cluster.client(0, Duration.ofMillis(200))
                    .cache()
                    .acquireVolume(origin.volumeKey(), "", new byte[0]);
            Cookie cookie = volume.acquireCookie(Set.of(), key, Clients.AUX, SIZE);
            cookie.use(false);
            RangeIo.write(cookie, 0, RangeIo.bytes(4, SIZE));

            assertThat(Command.run("inuse", "--json", url, "--servers", servers)
                            .json()
                            .get("users")
                            .asInt())
                    .isOne();
            Command busy = Command.run("cull", url, "--servers", servers);
            assertThat(busy.status()).isEqualTo(1);
            assertThat(busy.err()).containsIgnoringCase("use");

            cookie.unuse(null, null);
            awaitUnused(admin, origin.volumeKey(), key);
            Command.run("cull", url, "--servers", servers).succeeded();
            assertThat(admin.inUse(origin.volumeKey(), key)).noneMatch(ObjectHolding::stored);
        }
    }
}
