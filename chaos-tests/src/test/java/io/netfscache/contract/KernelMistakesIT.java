package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.ReadHole;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.protocol.FrameType;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the kernel gets wrong and we must not (reference: FSCACHE.md, the section of that name). Waits without end are in
 * {@link WaitsIT}, a failing disk and absolute limits in the tests of cluster-node, a stop while a file is open in
 * NodeFaultsIT.
 */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class KernelMistakesIT {
    private static final int SIZE = 50_000;
    private static final byte[] NEW_AUX = {2};

    @Test
    @Row(17)
    void an_invalidation_of_another_client_during_a_look_up_is_not_lost(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "mistake", 2);
        Cookie changer = clients.use(1, "file", SIZE);
        RangeIo.write(changer, 0, RangeIo.bytes(1, SIZE));
        Cookie reader;
        try (Firewall.Rule held = clients.holdAnswers(0, FrameType.COOKIE)) {
            reader = clients.use(0, "file", SIZE);
            await("the answer of the look-up is held").until(() -> held.caught() > 0);
            // The record has been looked up, and only then it changes
            Clients.invalidate(changer, SIZE);
        }

        // A node that has not heard of the change yet, as one of three may, answers ESTALE: begin again
        await("the look-up has an end, and a read an answer")
                .ignoreException(CacheException.class)
                .until(() -> {
                    try (CacheOperation now = changer.beginRead();
                            CacheOperation late = reader.beginRead()) {
                        assertThat(late.generation()).isEqualTo(now.generation());
                        assertThat(RangeIo.read(late, 0, SIZE, ReadHole.IGNORE)).isEmpty();
                        return true;
                    }
                });
    }

    @Test
    @Row(17)
    void an_invalidation_right_after_the_first_use_has_the_last_word(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "mistake", 2);
        Cookie cookie = clients.use(0, "file", SIZE);
        CompletableFuture<Void> first =
                cookie.invalidate(NEW_AUX, SIZE, Set.of()).toCompletableFuture();
        CompletableFuture<Void> last =
                cookie.invalidate(new byte[] {3}, SIZE, Set.of()).toCompletableFuture();
        first.get(20, TimeUnit.SECONDS);
        last.get(20, TimeUnit.SECONDS);

        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.aux().toArray()).containsExactly(3);
        }
        try (CacheOperation other = clients.use(1, "file", new byte[] {3}, SIZE).beginRead()) {
            assertThat(other.aux().toArray()).containsExactly(3);
        }
    }

    /** The kernel's cache was written and never read for years: the second read of a file has to be a hit. */
    @Test
    @Row(12)
    void the_second_read_of_a_file_whose_folios_are_gone_takes_every_byte_from_the_cache(ContractCluster cluster)
            throws Exception {
        ViewedOrigin.Server server = new ViewedOrigin.Server(SIZE);
        FsCache cache = cluster.client(0).cache();
        try (ViewedOrigin origin = new ViewedOrigin(server, ContractCluster.unusedKey("second-read"));
                Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS)) {
            assertThat(read(netfs)).isEqualTo(server.contents(1));
            netfs.dropFolios();
            long before = cache.stats().cacheBytes();

            assertThat(read(netfs)).isEqualTo(server.contents(1));

            assertThat(cache.stats().cacheBytes() - before).isEqualTo(SIZE);
            assertThat(origin.bytesRead()).isEqualTo(SIZE);
        }
    }

    @Test
    @Row(1)
    void two_mounts_of_one_origin_with_different_options_cache_it_once(ContractCluster cluster) throws Exception {
        ViewedOrigin.Server server = new ViewedOrigin.Server(SIZE);
        String volume = ContractCluster.unusedKey("two-mounts");
        FsCache one = cluster.client(0).cache();
        FsCache two = cluster.client(1).cache();
        try (ViewedOrigin ofOne = new ViewedOrigin(server, volume);
                ViewedOrigin ofTwo = new ViewedOrigin(server, volume);
                Netfs first = Netfs.mount(one, ofOne, NetfsOptions.DEFAULTS);
                Netfs second = Netfs.mount(two, ofTwo, new NetfsOptions("", 1 << 20, 0, 1 << 20))) {
            assertThat(read(first)).isEqualTo(server.contents(1));

            assertThat(read(second)).isEqualTo(server.contents(1));

            assertThat(ofOne.bytesRead()).isEqualTo(SIZE);
            assertThat(ofTwo.bytesRead()).isZero();
            assertThatThrownBy(() -> Netfs.mount(one, ofOne, NetfsOptions.DEFAULTS))
                    .as("a second mount in the same client")
                    .hasMessageContaining("EBUSY");
        }
    }

    private static byte[] read(Netfs netfs) throws Exception {
        try (NetfsFile file = netfs.open("file")) {
            ByteBuffer into = ByteBuffer.allocate(SIZE);
            int unused = file.read(0, into);
            return into.array();
        }
    }
}
