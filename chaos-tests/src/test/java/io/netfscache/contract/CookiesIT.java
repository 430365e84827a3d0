package io.netfscache.contract;

import static io.netfscache.contract.ContractClient.AUX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.chaos.FreePorts;
import io.netfscache.contract.Firewall.Way;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cookies are acquired: keys, coherency data, duplicates. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class CookiesIT {
    private static final byte[] CONTENTS = Io.contents('c', 5000);

    private static Cookie acquire(Volume volume, byte[] key, byte[] aux) {
        return volume.acquireCookie(Set.of(), key, aux, CONTENTS.length);
    }

    @Row(4)
    @Test
    void keys_are_1_to_255_bytes_of_anything(ContractCluster cluster) throws Exception {
        // Given keys of every byte value, of any length, and that differ only in zeroes at the end
        byte[] all = new byte[Limits.MAX_OBJECT_KEY_BYTES];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] reversed = new byte[all.length];
        for (int i = 0; i < all.length; i++) {
            reversed[i] = (byte) (255 - i);
        }
        List<byte[]> keys =
                List.of(all, reversed, new byte[] {0}, new byte[] {0, 0}, new byte[] {'/'}, new byte[] {'/', 0});
        String volumeKey = ContractCluster.unusedKey("keys");
        Volume volume = cluster.client(0).volume(volumeKey);
        Volume ofOther = cluster.client(1).volume(volumeKey);

        // When each gets contents of its own
        for (int i = 0; i < keys.size(); i++) {
            Cookie cookie = acquire(volume, keys.get(i), AUX);
            cookie.use(false);
            Io.fill(cookie, Io.contents(i + 1, CONTENTS.length));
        }

        // Then another client finds them
        for (int i = 0; i < keys.size(); i++) {
            Cookie cookie = acquire(ofOther, keys.get(i), AUX);
            cookie.use(false);
            assertThat(Io.read(cookie, CONTENTS.length))
                    .as("contents of %s", Arrays.toString(keys.get(i)))
                    .isEqualTo(Io.contents(i + 1, CONTENTS.length));
        }
    }

    @Row(4)
    @Test
    void what_is_out_of_bounds_gives_the_cookie_that_caches_nothing(ContractCluster cluster) throws Exception {
        Volume volume = cluster.client(0).volume(ContractCluster.unusedKey("bounds"));

        assertThat(acquire(volume, new byte[0], AUX)).isSameAs(Cookie.none());
        assertThat(acquire(volume, new byte[Limits.MAX_OBJECT_KEY_BYTES + 1], AUX))
                .isSameAs(Cookie.none());
        assertThat(acquire(volume, new byte[] {1}, new byte[Limits.MAX_AUX_BYTES + 1]))
                .isSameAs(Cookie.none());
        assertThat(volume.acquireCookie(Set.of(), new byte[] {1}, AUX, -1)).isSameAs(Cookie.none());
    }

    @Row(4)
    @Test
    void coherency_data_have_0_to_255_bytes(ContractCluster cluster) throws Exception {
        Volume volume = cluster.client(0).volume(ContractCluster.unusedKey("aux"));
        for (byte[] aux : List.of(new byte[0], new byte[Limits.MAX_AUX_BYTES])) {
            Cookie cookie = acquire(volume, new byte[] {1, (byte) aux.length}, aux);
            cookie.use(false);

            Io.fill(cookie, CONTENTS);

            assertThat(Io.read(cookie, CONTENTS.length)).isEqualTo(CONTENTS);
        }
    }

    @Row(4)
    @Test
    void the_number_of_bytes_of_coherency_data_is_fixed(ContractCluster cluster) throws Exception {
        Volume volume = cluster.client(0).volume(ContractCluster.unusedKey("fixed"));
        Cookie cookie = acquire(volume, new byte[] {1}, AUX);
        cookie.use(false);
        Io.fill(cookie, CONTENTS);
        byte[] longer = {1, 2};

        assertThat(Io.code(() -> cookie.update(longer, null))).isEqualTo(ErrorCode.EINVAL);
        assertThat(Io.read(cookie, CONTENTS.length)).isEqualTo(CONTENTS);
        assertThat(Io.code(() -> cookie.unuse(longer, null))).isEqualTo(ErrorCode.EINVAL);
    }

    @Row(4)
    @Test
    void a_key_that_this_client_has_a_cookie_of_gives_the_one_that_caches_nothing(ContractCluster cluster)
            throws Exception {
        String volumeKey = ContractCluster.unusedKey("duplicate");
        Volume volume = cluster.client(0).volume(volumeKey);
        Cookie first = acquire(volume, new byte[] {1}, AUX);

        assertThat(acquire(volume, new byte[] {1}, AUX)).isSameAs(Cookie.none());

        Cookie ofOther = acquire(cluster.client(1).volume(volumeKey), new byte[] {1}, AUX);
        assertThat(ofOther).isNotSameAs(Cookie.none());
        first.relinquish(false);
        assertThat(acquire(volume, new byte[] {1}, AUX)).isNotSameAs(Cookie.none());
    }

    @Row(4)
    @Test
    void a_cookie_that_is_being_relinquished_is_waited_for(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Volume volume = client.volume(ContractCluster.unusedKey("leaving"));
        Cookie going = acquire(volume, new byte[] {1}, AUX);
        AtomicReference<Cookie> next = new AtomicReference<>();
        CompletableFuture<Void> retired;
        CompletableFuture<Void> acquired;
        try (Firewall.Rule held = cluster.firewall().hold(client.principal(), Way.TO_NODE, FrameType.CHANGE)) {
            // Given one whose retirement is under way
            retired = Io.inBackground(() -> going.relinquish(true));
            await("it is on its way").atMost(Io.SOON).until(() -> held.caught() > 0);

            // When it is acquired again
            acquired = Io.inBackground(() -> next.set(acquire(volume, new byte[] {1}, AUX)));
            assertThat(acquired).isNotDone();
        }
        Io.await(retired);
        Io.await(acquired);

        // Then it is a cookie that caches
        next.get().use(false);
        Io.fill(next.get(), CONTENTS);
        assertThat(Io.read(next.get(), CONTENTS.length)).isEqualTo(CONTENTS);
    }

    @Row(4)
    @Test
    void the_wait_for_a_cookie_that_is_being_relinquished_ends(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Volume volume = client.volume(ContractCluster.unusedKey("stuck"));
        Cookie going = acquire(volume, new byte[] {1}, AUX);
        CompletableFuture<Void> retired;
        try (Firewall.Rule held = cluster.firewall().hold(client.principal(), Way.TO_NODE, FrameType.CHANGE)) {
            retired = Io.inBackground(() -> going.relinquish(true));
            await("it is on its way").atMost(Io.SOON).until(() -> held.caught() > 0);

            assertThat(acquire(volume, new byte[] {1}, AUX)).isSameAs(Cookie.none());
        }
        Io.await(retired);
    }

    @Row(4)
    @Test
    void that_no_node_can_be_reached_is_told_by_begin_only() throws Exception {
        InetSocketAddress nobody = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), FreePorts.find(1).get(0));
        try (FsCache cache = FsCache.connect(ClientConfig.of(List.of(nobody)))) {
            Cookie cookie = acquire(cache.acquireVolume("unreachable", "", AUX), new byte[] {1}, AUX);
            cookie.use(true);

            CacheException refused = Io.error(cookie::beginRead);
            assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(refused.reason()).isEqualTo(Reason.NO_NODES);
            cookie.unuse(null, null);
            cookie.relinquish(false);
        }
    }
}
