package io.netfscache.contract;

import static io.netfscache.contract.ContractClient.AUX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.CookieState;
import io.netfscache.Volume;
import io.netfscache.contract.Firewall.Way;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cookies in use: counts, look-ups, marks of modifiers, and what becomes of them when nobody uses them. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class UseIT {
    private static final byte[] KEY = {1};
    private static final byte[] NEW_AUX = {2};
    private static final byte[] CONTENTS = Io.contents('c', 5000);

    private static Cookie acquire(Volume volume) {
        return volume.acquireCookie(Set.of(), KEY, AUX, CONTENTS.length);
    }

    private static Cookie inUse(Volume volume) {
        Cookie cookie = acquire(volume);
        cookie.use(false);
        return cookie;
    }

    private static void assertStale(CacheOperation begun) throws Exception {
        CompletableFuture<byte[]> async = Io.readAsync(begun, CONTENTS.length);
        assertThat(Io.code(() -> Io.read(begun, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
        assertThat(Io.code(async)).isEqualTo(ErrorCode.ESTALE);
    }

    @Row(6)
    @Test
    void io_needs_a_use_and_uses_are_counted(ContractCluster cluster) throws Exception {
        Cookie cookie = acquire(cluster.client(0).volume(ContractCluster.unusedKey("counted")));
        assertThat(Io.error(cookie::beginRead).reason()).isEqualTo(Reason.NOT_IN_USE);

        cookie.use(false);
        cookie.use(false);
        cookie.unuse(null, null);
        Io.fill(cookie, CONTENTS);
        assertThat(Io.read(cookie, CONTENTS.length)).isEqualTo(CONTENTS);

        cookie.unuse(null, null);
        CacheException refused = Io.error(cookie::beginRead);
        assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(refused.reason()).isEqualTo(Reason.NOT_IN_USE);
    }

    @Row(6)
    @Test
    void the_first_use_starts_the_look_up_in_the_background(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Cookie cookie = acquire(client.volume(ContractCluster.unusedKey("background")));
        try (Firewall.Rule held = cluster.firewall().hold(client.principal(), Way.TO_CLIENT, FrameType.COOKIE)) {
            cookie.use(false);
            assertThat(cookie.state()).isInstanceOf(CookieState.LookingUp.class);
            await("it has asked").atMost(Io.SOON).until(() -> held.caught() > 0);
        }
        await("it is answered").atMost(Io.SOON).until(() -> cookie.state() instanceof CookieState.LookedUp);
    }

    @Row(6)
    @Test
    void other_coherency_data_invalidate_the_object_and_are_stored(ContractCluster cluster) throws Exception {
        // Given
        String volumeKey = ContractCluster.unusedKey("differs");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey));
        Io.fill(cookie, CONTENTS);
        try (CacheOperation begun = cookie.beginRead()) {
            // When another client has other coherency data and another size
            Cookie ofOther = cluster.client(1).volume(volumeKey).acquireCookie(Set.of(), KEY, NEW_AUX, 4097);
            ofOther.use(false);

            // Then
            assertThat(Io.code(() -> Io.read(ofOther, 4096))).isEqualTo(ErrorCode.ENODATA);
            assertStale(begun);
            CookieInfo record = cluster.record(volumeKey, KEY);
            assertThat(record.aux()).isEqualTo(Bytes.of(NEW_AUX));
            assertThat(record.size()).isEqualTo(4097);
        }
    }

    @Row({6, 27})
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RELINQUISHING", "DROPPED"})
    void a_modifiers_mark_is_in_the_record_when_a_write_is_accepted(HeldState state, ContractCluster cluster)
            throws Exception {
        // Given a cookie in that state
        Scene scene = Scene.set(cluster, state.lruDelay());
        try (AutoCloseable held = state.hold(scene)) {
            assertThat(scene.ofA.state()).isInstanceOf(state.type());

            // When its user is going to modify it
            scene.ofA.use(true);
        }

        // Then the record says so from the first write on
        await("a write is accepted")
                .atMost(Io.SOON)
                .ignoreException(CacheException.class)
                .until(() -> {
                    Io.fill(scene.ofA, Scene.NEW);
                    return true;
                });
        assertThat(scene.record().modifiers()).isEqualTo(1);
    }

    @Row(6)
    @Test
    void no_write_goes_out_before_the_mark_is_made(ContractCluster cluster) throws Exception {
        // Given a cookie in use, whose user is going to modify it while the cluster does not hear of it
        String volumeKey = ContractCluster.unusedKey("mark");
        ContractClient client = cluster.client(0);
        Cookie cookie = inUse(client.volume(volumeKey));
        cookie.beginRead().close();
        CompletableFuture<Void> write;
        try (Firewall.Rule use = cluster.firewall().hold(client.principal(), Way.TO_NODE, FrameType.USE);
                Firewall.Rule writes = cluster.firewall().watch(client.principal(), Way.TO_NODE, FrameType.WRITE)) {
            cookie.use(true);
            await("it is on its way").atMost(Io.SOON).until(() -> use.caught() > 0);

            // When it writes
            write = Io.inBackground(() -> Io.fill(cookie, CONTENTS));

            // Then that waits
            assertThat(cookie.state()).isInstanceOf(CookieState.LookingUp.class);
            assertThat(write).isNotDone();
            assertThat(writes.caught()).isZero();
            assertThat(cluster.record(volumeKey, KEY).modifiers()).isZero();
        }
        Io.await(write);
        assertThat(cluster.record(volumeKey, KEY).modifiers()).isEqualTo(1);
    }

    @Row(7)
    @Test
    void what_is_not_in_use_cannot_be_unused(ContractCluster cluster) throws Exception {
        Cookie cookie = acquire(cluster.client(0).volume(ContractCluster.unusedKey("unused")));

        assertThatIllegalStateException().isThrownBy(() -> cookie.unuse(null, null));

        cookie.use(false);
        cookie.unuse(null, null);
        assertThatIllegalStateException().isThrownBy(() -> cookie.unuse(NEW_AUX, 1L));
    }

    @Row(7)
    @Test
    void new_coherency_data_are_a_fence_that_is_over_when_unuse_returns(ContractCluster cluster) throws Exception {
        // Given contents that another client has read
        String volumeKey = ContractCluster.unusedKey("unuse");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey));
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey));
        Io.fill(cookie, CONTENTS);
        assertThat(Io.read(ofOther, CONTENTS.length)).isEqualTo(CONTENTS);
        try (CacheOperation begun = ofOther.beginRead()) {
            ObjectGeneration before = begun.generation();

            // When
            cookie.unuse(NEW_AUX, (long) CONTENTS.length);

            // Then the record has it and reads that began before are stale, but the contents are still there
            CookieInfo record = cluster.record(volumeKey, KEY);
            assertThat(record.aux()).isEqualTo(Bytes.of(NEW_AUX));
            assertThat(record.generation()).isNotEqualTo(before.object());
            assertThat(record.fencePending()).isFalse();
            assertStale(begun);
            assertThat(Io.read(ofOther, CONTENTS.length)).isEqualTo(CONTENTS);
        }
    }

    @Row(7)
    @Test
    void a_new_size_is_stored_when_unuse_returns(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("size");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey));
        Io.fill(cookie, CONTENTS);

        cookie.unuse(null, 4096L);

        assertThat(cluster.record(volumeKey, KEY).size()).isEqualTo(4096);
        assertThat(cookie.objectSize()).isEqualTo(4096);
    }

    @Row(7)
    @Test
    void a_modifiers_mark_goes_when_nobody_has_used_the_cookie_for_the_delay(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("modified");
        Cookie cookie = acquire(cluster.client(0, Duration.ofMillis(100)).volume(volumeKey));
        cookie.use(true);
        Io.fill(cookie, CONTENTS);
        assertThat(cluster.record(volumeKey, KEY).modifiers()).isEqualTo(1);

        cookie.unuse(null, null);

        await("the mark is gone")
                .atMost(Io.SOON)
                .until(() -> cluster.record(volumeKey, KEY).modifiers() == 0);
        assertThat(cookie.state()).isInstanceOf(CookieState.Quiescent.class);
    }

    @Row(7)
    @Test
    void a_use_within_the_delay_keeps_what_was_looked_up(ContractCluster cluster) throws Exception {
        // Given two cookies that are not used any more
        Volume volume = cluster.client(0, Duration.ofMillis(500)).volume(ContractCluster.unusedKey("again"));
        Cookie kept = inUse(volume);
        Cookie idle = ContractClient.cookie(volume, "idle", 1);
        idle.use(false);
        Io.fill(kept, CONTENTS);
        idle.beginRead().close();
        try (CacheOperation begun = kept.beginRead()) {
            kept.unuse(null, null);
            idle.unuse(null, null);

            // When one is used again within the delay
            kept.use(false);
            await("the other one is given up")
                    .atMost(Io.SOON)
                    .until(() -> idle.state() instanceof CookieState.Quiescent);

            // Then it is as if it had been in use all the time
            assertThat(kept.state()).isInstanceOf(CookieState.Active.class);
            assertThat(begun.isCurrent()).isTrue();
            assertThat(Io.read(begun, CONTENTS.length)).isEqualTo(CONTENTS);
        }
    }

    @Row(7)
    @Test
    void the_delay_is_10_s_unless_it_is_configured() {
        ClientConfig config = ClientConfig.of(List.of(InetSocketAddress.createUnresolved("localhost", 1)));

        assertThat(config.lruDelay()).isEqualTo(Duration.ofSeconds(10));
    }
}
