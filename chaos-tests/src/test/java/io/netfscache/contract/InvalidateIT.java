package io.netfscache.contract;

import static io.netfscache.contract.ContractClient.AUX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.CookieState;
import io.netfscache.InvalidateFlag;
import io.netfscache.Volume;
import io.netfscache.contract.Firewall.Way;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects are invalidated, and caching of them is on or off. In each state of a cookie: {@link InvalidationInEachStateIT}. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class InvalidateIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final byte[] KEY = {1};
    private static final byte[] NEW_AUX = {2};
    private static final byte[] CONTENTS = Io.contents('c', 5000);

    private static Cookie inUse(Volume volume) {
        Cookie cookie = volume.acquireCookie(Set.of(), KEY, AUX, CONTENTS.length);
        cookie.use(false);
        return cookie;
    }

    @Row(17)
    @Test
    void new_coherency_data_and_a_new_size_are_stored(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("stored");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey));
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey));
        Io.fill(cookie, CONTENTS);

        Io.await(cookie.invalidate(NEW_AUX, 4097, Set.of()));

        CookieInfo record = cluster.record(volumeKey, KEY);
        assertThat(record.aux()).isEqualTo(Bytes.of(NEW_AUX));
        assertThat(record.size()).isEqualTo(4097);
        assertThat(record.fencePending()).isFalse();
        for (Cookie each : new Cookie[] {cookie, ofOther}) {
            try (CacheOperation begun = each.beginRead()) {
                assertThat(begun.aux()).isEqualTo(Bytes.of(NEW_AUX));
                assertThat(begun.objectSize()).isEqualTo(4097);
            }
            assertThat(Io.code(() -> Io.read(each, Limits.BLOCK_BYTES))).isEqualTo(ErrorCode.ENODATA);
        }
    }

    @Row(17)
    @Test
    void what_began_before_is_stale_at_once_and_what_begins_then_waits(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Cookie cookie = inUse(client.volume(ContractCluster.unusedKey("at-once")));
        Io.fill(cookie, CONTENTS);
        CompletableFuture<Void> invalidated;
        CompletableFuture<Void> next;
        try (CacheOperation begun = cookie.beginRead();
                Firewall.Rule held = cluster.firewall().hold(client.principal(), Way.TO_NODE, FrameType.CHANGE)) {
            // When the cluster does not hear of the invalidation
            invalidated = cookie.invalidate(null, CONTENTS.length, Set.of()).toCompletableFuture();

            // Then this client does not wait for that
            assertThat(begun.isCurrent()).isFalse();
            assertThat(Io.code(() -> Io.read(begun, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
            assertThat(Io.code(Io.readAsync(begun, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
            await("it is on its way").atMost(Io.SOON).until(() -> held.caught() > 0);
            next = Io.inBackground(() -> cookie.beginRead().close());
            assertThat(next).isNotDone();
            assertThat(invalidated).isNotDone();
        }
        Io.await(invalidated);
        Io.await(next);
    }

    @Row(17)
    @Test
    void it_is_not_complete_before_a_client_that_cannot_be_told_has_lost_its_lease(ContractCluster cluster)
            throws Exception {
        // Given a reader who gets no fences
        String volumeKey = ContractCluster.unusedKey("told");
        ContractClient reader = cluster.client(0);
        Cookie reading = inUse(reader.volume(volumeKey));
        Cookie changing = inUse(cluster.client(1).volume(volumeKey));
        Io.fill(changing, CONTENTS);
        assertThat(Io.read(reading, CONTENTS.length)).isEqualTo(CONTENTS);
        try (CacheOperation begun = reading.beginRead();
                Firewall.Rule held = cluster.firewall().hold(reader.principal(), Way.TO_CLIENT, FrameType.FENCE)) {
            // When
            Io.await(changing.invalidate(null, CONTENTS.length, Set.of()));

            // Then it was told, or has found out that it knows nothing any more
            assertThat(held.caught()).isPositive();
            assertThat(begun.isCurrent()).isFalse();
            assertThat(Io.code(() -> Io.read(begun, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
        }
    }

    @Row(17)
    @Test
    void an_object_that_nobody_uses_is_invalidated_too(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("idle");
        Volume volume = cluster.client(0, Duration.ZERO).volume(volumeKey);
        Cookie cookie = inUse(volume);
        Io.fill(cookie, CONTENTS);
        cookie.unuse(null, null);
        await("nobody uses it").atMost(Io.SOON).until(() -> cookie.state() instanceof CookieState.Quiescent);

        Io.await(cookie.invalidate(null, CONTENTS.length, Set.of()));

        cookie.use(false);
        assertThat(Io.code(() -> Io.read(cookie, CONTENTS.length))).isEqualTo(ErrorCode.ENODATA);
        assertThat(Io.code(() -> Io.read(inUse(cluster.client(1).volume(volumeKey)), CONTENTS.length)))
                .isEqualTo(ErrorCode.ENODATA);
    }

    @Row(17)
    @Test
    void one_whose_outcome_is_not_known_in_time_is_done_before_anything_is_looked_up(ContractCluster cluster)
            throws Exception {
        ContractClient client = cluster.client(0);
        Cookie cookie = inUse(client.volume(ContractCluster.unusedKey("unknown")));
        Io.fill(cookie, CONTENTS);
        try (Firewall.Rule cut = cluster.firewall().cut(client.principal())) {
            CompletableFuture<Void> invalidated =
                    cookie.invalidate(null, CONTENTS.length, Set.of()).toCompletableFuture();
            if (LONG) {
                assertThat(Io.code(invalidated)).isEqualTo(ErrorCode.ETIMEDOUT);
            } else {
                assertThat(invalidated).isNotDone();
            }
        }
        await("the cache can be asked")
                .atMost(Io.SOON)
                .until(() -> Io.code(() -> Io.read(cookie, CONTENTS.length)) == ErrorCode.ENODATA);
    }

    @Row(19)
    @Test
    void an_object_is_enabled_until_somebody_writes_past_the_cache(ContractCluster cluster) throws Exception {
        // Given an object that two clients use
        String volumeKey = ContractCluster.unusedKey("enabled");
        Duration delay = Duration.ofMillis(100);
        Cookie cookie = inUse(cluster.client(0, delay).volume(volumeKey));
        Cookie ofOther = inUse(cluster.client(1, delay).volume(volumeKey));
        Io.fill(cookie, CONTENTS);
        assertThat(Io.read(ofOther, CONTENTS.length)).isEqualTo(CONTENTS);
        assertThat(cookie.enabled()).isTrue();
        assertThat(ofOther.enabled()).isTrue();

        // When one of them writes past the cache
        Io.await(cookie.invalidate(null, CONTENTS.length, Set.of(InvalidateFlag.DIO_WRITE)));

        // Then it is off for both
        assertThat(cookie.enabled()).isFalse();
        for (Cookie each : new Cookie[] {cookie, ofOther}) {
            await("it is off")
                    .atMost(Io.SOON)
                    .until(() ->
                            Io.error(() -> Io.read(each, CONTENTS.length)).reason() == Reason.DISABLED_BY_DIO_WRITE);
            assertThat(each.enabled()).isFalse();
        }

        // And when nobody uses it any more, it is on again
        cookie.unuse(null, null);
        ofOther.unuse(null, null);
        await("it is on again")
                .atMost(Io.SOON)
                .until(() -> !cluster.record(volumeKey, KEY).disabled());
        cookie.use(false);
        Io.fill(cookie, CONTENTS);
        assertThat(cookie.enabled()).isTrue();
    }

    @Row(19)
    @Test
    void what_has_been_given_back_is_not_enabled(ContractCluster cluster) throws Exception {
        ContractClient client = cluster.client(0);
        Volume volume = client.volume(ContractCluster.unusedKey("given-back"));
        Cookie cookie = volume.acquireCookie(Set.of(), KEY, AUX, 1);
        assertThat(cookie.enabled()).isTrue();

        cookie.relinquish(false);

        assertThat(cookie.enabled()).isFalse();
        assertThat(Cookie.none().enabled()).isFalse();
    }
}
