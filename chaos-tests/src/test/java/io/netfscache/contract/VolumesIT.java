package io.netfscache.contract;

import static io.netfscache.contract.ContractClient.AUX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.contract.Firewall.Way;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes: acquired, shared and relinquished. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class VolumesIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final byte[] OTHER_AUX = {2};
    private static final byte[] CONTENTS = Io.contents('c', 5000);

    private static Cookie inUse(Volume volume, String name) {
        Cookie cookie = ContractClient.cookie(volume, name, CONTENTS.length);
        cookie.use(false);
        return cookie;
    }

    private static byte[] read(Cookie cookie) throws CacheException {
        return Io.read(cookie, CONTENTS.length);
    }

    @Row(1)
    @Test
    void clients_at_different_nodes_share_a_volume(ContractCluster cluster) throws Exception {
        String key = ContractCluster.unusedKey("shared");
        Cookie filling = inUse(cluster.client(0).volume(key), "file");
        Io.fill(filling, CONTENTS);

        Cookie reading = inUse(cluster.client(1).volume(key), "file");

        assertThat(read(reading)).isEqualTo(CONTENTS);
    }

    @Row(1)
    @Test
    void a_volume_that_the_same_client_has_is_busy(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        String key = ContractCluster.unusedKey("busy");
        Volume first = client.volume(key);

        assertThat(Io.code(() -> client.volume(key))).isEqualTo(ErrorCode.EBUSY);

        first.relinquish(AUX, false);
        assertThat(client.volume(key).key()).isEqualTo(key);
    }

    @Row(1)
    @Test
    void a_volume_that_is_being_relinquished_is_waited_for(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Volume going = client.volume(ContractCluster.unusedKey("leaving"));
        CompletableFuture<Void> leaving;
        CompletableFuture<Void> again;
        try (Firewall.Rule held =
                cluster.firewall().hold(client.principal(), Way.TO_NODE, FrameType.RELINQUISH_VOLUME)) {
            // Given a volume whose relinquishing is under way
            leaving = Io.inBackground(() -> going.relinquish(AUX, true));
            await("it is on its way").atMost(Io.SOON).until(() -> held.caught() > 0);
            if (LONG) {
                // Then who acquires it again waits 20 s
                assertThat(Io.code(() -> client.volume(going.key()))).isEqualTo(ErrorCode.EBUSY);
            }

            // When it is acquired again
            again = Io.inBackground(() -> client.volume(going.key()));
            assertThat(again).isNotDone();
        }
        // Then it is there once the other one has gone
        Io.await(leaving);
        Io.await(again);
    }

    @Row(1)
    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/", ".hidden", ".", "line\nbreak", "nul\0", "del\u007f"})
    void a_key_that_could_not_name_a_folder_is_invalid(String key, ContractCluster cluster) throws Exception {
        FsCache cache = cluster.client(0).cache();

        assertThat(Io.code(() -> cache.acquireVolume(key, "", AUX))).isEqualTo(ErrorCode.EINVAL);
    }

    @Row(1)
    @Test
    void keys_have_1_to_254_bytes_and_coherency_data_0_to_255(ContractCluster cluster) throws Exception {
        FsCache cache = cluster.client(0).cache();
        String prefix = ContractCluster.unusedKey("ü");
        String longest = prefix
                + "x".repeat(Limits.MAX_VOLUME_KEY_BYTES - Bytes.utf8(prefix).length());

        Volume volume = cache.acquireVolume(longest, "", new byte[Limits.MAX_AUX_BYTES]);
        Cookie cookie = inUse(volume, "file");
        Io.fill(cookie, CONTENTS);
        assertThat(read(cookie)).isEqualTo(CONTENTS);
        assertThat(cache.acquireVolume("v", "", new byte[0]).key()).isEqualTo("v");
        assertThat(Io.code(() -> cache.acquireVolume(longest + "x", "", AUX))).isEqualTo(ErrorCode.EINVAL);
        assertThat(Io.code(() ->
                        cache.acquireVolume(ContractCluster.unusedKey("aux"), "", new byte[Limits.MAX_AUX_BYTES + 1])))
                .isEqualTo(ErrorCode.EINVAL);
    }

    @Row(1)
    @Test
    void other_coherency_data_invalidate_the_whole_volume_with_one_fence(ContractCluster cluster) throws Exception {
        // Given objects that a client has read, and reads that have begun
        String key = ContractCluster.unusedKey("coherent");
        ContractClient reader = cluster.client(0);
        Volume volume = reader.volume(key);
        List<Cookie> cookies = new ArrayList<>();
        List<CacheOperation> begun = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            Cookie cookie = inUse(volume, name);
            Io.fill(cookie, CONTENTS);
            assertThat(read(cookie)).isEqualTo(CONTENTS);
            cookies.add(cookie);
            begun.add(cookie.beginRead());
        }

        // When another client has other coherency data for the volume
        Volume changed;
        Cookie ofOther;
        try (Firewall.Rule fences = cluster.firewall().watch(reader.principal(), Way.TO_CLIENT, FrameType.FENCE)) {
            changed = cluster.client(1).cache().acquireVolume(key, "", OTHER_AUX);
            ofOther = inUse(changed, "one");

            // Then nothing that was in it is read again, by nobody
            assertThat(Io.code(() -> read(ofOther))).isEqualTo(ErrorCode.ENODATA);
            for (CacheOperation operation : begun) {
                CompletableFuture<byte[]> async = Io.readAsync(operation, CONTENTS.length);
                assertThat(Io.code(() -> Io.read(operation, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
                assertThat(Io.code(async)).isEqualTo(ErrorCode.ESTALE);
            }
            assertThat(fences.caught()).isEqualTo(1);
        }
        for (Cookie cookie : cookies) {
            assertThat(Io.code(() -> read(cookie))).isIn(ErrorCode.ENODATA, ErrorCode.ENOBUFS);
        }
    }

    @Row(1)
    @Test
    void the_same_coherency_data_leave_everything_as_it_is(ContractCluster cluster) throws Exception {
        String key = ContractCluster.unusedKey("same");
        Cookie cookie = inUse(cluster.client(0).volume(key), "file");
        Io.fill(cookie, CONTENTS);
        try (CacheOperation begun = cookie.beginRead()) {
            Cookie ofOther = inUse(cluster.client(1).volume(key), "file");

            assertThat(read(ofOther)).isEqualTo(CONTENTS);
            assertThat(Io.read(begun, CONTENTS.length)).isEqualTo(CONTENTS);
        }
    }

    @Row(1)
    @Test
    void a_named_cache_is_used_where_there_is_one_and_else_nothing_is_cached(ContractCluster cluster) throws Exception {
        FsCache cache = cluster.client(0).cache();
        Cookie there =
                inUse(cache.acquireVolume(ContractCluster.unusedKey("named"), Limits.DEFAULT_CACHE, AUX), "file");
        Cookie nowhere = inUse(cache.acquireVolume(ContractCluster.unusedKey("named"), "nowhere", AUX), "file");

        Io.fill(there, CONTENTS);
        assertThat(read(there)).isEqualTo(CONTENTS);
        CacheException refused = Io.error(nowhere::beginRead);
        assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_CACHE);
    }

    @Row(1)
    @Test
    void a_named_cache_is_used_again_when_it_comes_online(ContractCluster cluster) throws Exception {
        // Given contents in a cache that is out of service
        Cookie cookie = inUse(
                cluster.client(0)
                        .cache()
                        .acquireVolume(ContractCluster.unusedKey("online"), ContractCluster.SPARE_CACHE, AUX),
                "file");
        Io.fill(cookie, CONTENTS);
        cluster.withdrawSpareCache();
        try {
            CacheException refused = Io.error(() -> read(cookie));
            assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(refused.reason()).isEqualTo(Reason.CACHE_WITHDRAWN);
        } finally {
            // When it comes back
            cluster.resumeSpareCache();
        }

        // Then the next use finds them
        assertThat(read(cookie)).isEqualTo(CONTENTS);
    }

    @Row(1)
    @Test
    void a_volume_stays_in_its_cache(ContractCluster cluster) throws Exception {
        String key = ContractCluster.unusedKey("stays");
        Cookie first = inUse(cluster.client(0).cache().acquireVolume(key, ContractCluster.SPARE_CACHE, AUX), "file");
        Io.fill(first, CONTENTS);

        Cookie elsewhere = inUse(cluster.client(1).cache().acquireVolume(key, Limits.DEFAULT_CACHE, AUX), "file");
        Cookie anywhere = inUse(cluster.client(2).volume(key), "file");

        assertThat(Io.error(elsewhere::beginRead).reason()).isEqualTo(Reason.OTHER_CACHE);
        assertThat(read(anywhere)).isEqualTo(CONTENTS);
    }

    @Row(2)
    @Test
    void relinquishing_stores_new_coherency_data_and_keeps_the_contents(ContractCluster cluster) throws Exception {
        // Given
        String key = ContractCluster.unusedKey("stored");
        Volume volume = cluster.client(0).volume(key);
        Cookie cookie = inUse(volume, "file");
        Io.fill(cookie, CONTENTS);
        cookie.unuse(null, null);
        cookie.relinquish(false);

        // When
        volume.relinquish(OTHER_AUX, false);

        // Then it is what a client has to come with
        Cookie withNew = inUse(cluster.client(1).cache().acquireVolume(key, "", OTHER_AUX), "file");
        assertThat(read(withNew)).isEqualTo(CONTENTS);
        Cookie withOld = inUse(cluster.client(2).volume(key), "file");
        assertThat(Io.code(() -> read(withOld))).isEqualTo(ErrorCode.ENODATA);
    }

    @Row(2)
    @Test
    void relinquishing_with_invalidate_invalidates(ContractCluster cluster) throws Exception {
        String key = ContractCluster.unusedKey("invalid");
        Volume volume = cluster.client(0).volume(key);
        Cookie ofOther = inUse(cluster.client(1).volume(key), "file");
        Io.fill(ofOther, CONTENTS);
        try (CacheOperation begun = ofOther.beginRead()) {
            volume.relinquish(AUX, true);

            CompletableFuture<byte[]> async = Io.readAsync(begun, CONTENTS.length);
            assertThat(Io.code(() -> Io.read(begun, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
            assertThat(Io.code(async)).isEqualTo(ErrorCode.ESTALE);
        }
        assertThat(Io.code(() -> read(ofOther))).isEqualTo(ErrorCode.ENODATA);
    }

    @Row(2)
    @Test
    void coherency_data_of_another_length_are_invalid_and_the_volume_stays(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Volume volume = client.volume(ContractCluster.unusedKey("length"));

        assertThat(Io.code(() -> volume.relinquish(new byte[2], false))).isEqualTo(ErrorCode.EINVAL);
        assertThat(Io.code(() -> volume.relinquish(new byte[0], true))).isEqualTo(ErrorCode.EINVAL);

        Cookie cookie = inUse(volume, "file");
        Io.fill(cookie, CONTENTS);
        assertThat(read(cookie)).isEqualTo(CONTENTS);
    }

    @Row(2)
    @Test
    void a_volume_with_a_live_cookie_cannot_be_relinquished(ContractCluster cluster) throws Exception {
        Volume volume = cluster.client(0).volume(ContractCluster.unusedKey("live"));
        Cookie cookie = ContractClient.cookie(volume, "file", CONTENTS.length);

        assertThatIllegalStateException().isThrownBy(() -> volume.relinquish(AUX, true));

        cookie.relinquish(false);
        volume.relinquish(AUX, false);
    }

    @Row(2)
    @Test
    void relinquishing_keeps_nothing_that_others_cached_under_other_coherency_data(ContractCluster cluster)
            throws Exception {
        String key = ContractCluster.unusedKey("stale");
        // Given a volume that another client has with other coherency data by now
        Volume old = cluster.client(0).volume(key);
        Volume other = cluster.client(1).cache().acquireVolume(key, "", OTHER_AUX);
        Cookie cookie = inUse(other, "file");
        Io.fill(cookie, CONTENTS);

        // When the one with the old data says what its contents are to be called
        old.relinquish(new byte[] {3}, false);

        // Then that is not what the other one has cached
        Cookie third = inUse(cluster.client(2).cache().acquireVolume(key, "", new byte[] {3}), "file");
        assertThat(Io.code(() -> read(third))).isEqualTo(ErrorCode.ENODATA);
    }

    @Row(2)
    @Test
    void relinquishing_twice_is_ignored(ContractCluster cluster) throws Exception {
        String key = ContractCluster.unusedKey("twice");
        Volume volume = cluster.client(0).volume(key);
        Cookie ofOther = inUse(cluster.client(1).volume(key), "file");
        Io.fill(ofOther, CONTENTS);
        volume.relinquish(AUX, false);

        assertThatCode(() -> volume.relinquish(AUX, true)).doesNotThrowAnyException();

        assertThat(read(ofOther)).isEqualTo(CONTENTS);
        assertThat(ContractClient.cookie(volume, "file", 1)).isSameAs(Cookie.none());
    }
}
