package io.netfscache.contract;

import static io.netfscache.contract.ContractClient.AUX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.Volume;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Reason;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cookies are given back, with or without their objects. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class RelinquishIT {
    private static final byte[] KEY = {1};
    private static final byte[] CONTENTS = Io.contents('c', 5000);

    private static Cookie inUse(Volume volume) {
        Cookie cookie = volume.acquireCookie(Set.of(), KEY, AUX, CONTENTS.length);
        cookie.use(false);
        return cookie;
    }

    @Row(8)
    @Test
    void contents_outlive_the_cookie(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("kept");
        Volume volume = cluster.client(0).volume(volumeKey);
        Cookie cookie = inUse(volume);
        Io.fill(cookie, CONTENTS);
        cookie.unuse(null, null);

        cookie.relinquish(false);

        assertThat(cookie.state()).isInstanceOf(CookieState.Dropped.class);
        assertThat(Io.read(inUse(cluster.client(1).volume(volumeKey)), CONTENTS.length))
                .isEqualTo(CONTENTS);
        assertThat(Io.read(inUse(volume), CONTENTS.length)).isEqualTo(CONTENTS);
    }

    @Row(8)
    @Test
    void what_a_modifier_wrote_is_committed(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("committed");
        Cookie cookie = cluster.client(0).volume(volumeKey).acquireCookie(Set.of(), KEY, AUX, CONTENTS.length);
        cookie.use(true);
        Io.fill(cookie, CONTENTS);
        cookie.unuse(null, null);
        Generation written = cluster.record(volumeKey, KEY).generation();

        cookie.relinquish(false);

        await("the mark is gone")
                .atMost(Io.SOON)
                .until(() -> cluster.record(volumeKey, KEY).modifiers() == 0);
        assertThat(cluster.record(volumeKey, KEY).generation())
                .as("generation of the commit")
                .isNotEqualTo(written);
        assertThat(Io.read(inUse(cluster.client(1).volume(volumeKey)), CONTENTS.length))
                .isEqualTo(CONTENTS);
    }

    @Row(8)
    @Test
    void a_cookie_in_use_cannot_be_given_back(ContractCluster cluster) throws Exception {
        Cookie cookie = inUse(cluster.client(0).volume(ContractCluster.unusedKey("used")));
        Io.fill(cookie, CONTENTS);

        assertThatIllegalStateException().isThrownBy(() -> cookie.relinquish(false));
        assertThatIllegalStateException().isThrownBy(() -> cookie.relinquish(true));

        assertThat(Io.read(cookie, CONTENTS.length)).isEqualTo(CONTENTS);
    }

    @Row(8)
    @Test
    void a_retired_object_is_gone_for_everybody(ContractCluster cluster) throws Exception {
        // Given an object that another client uses
        String volumeKey = ContractCluster.unusedKey("retired");
        Volume volume = cluster.client(0).volume(volumeKey);
        Cookie cookie = inUse(volume);
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey));
        Io.fill(cookie, CONTENTS);
        assertThat(Io.read(ofOther, CONTENTS.length)).isEqualTo(CONTENTS);
        try (CacheOperation begun = ofOther.beginRead()) {
            cookie.unuse(null, null);

            // When
            cookie.relinquish(true);

            // Then
            CompletableFuture<byte[]> async = Io.readAsync(begun, CONTENTS.length);
            assertThat(Io.code(() -> Io.read(begun, CONTENTS.length))).isEqualTo(ErrorCode.ESTALE);
            assertThat(Io.code(async)).isEqualTo(ErrorCode.ESTALE);
        }
        await("another user has a new object").atMost(Io.SOON).until(() -> {
            ErrorCode code = Io.code(() -> Io.read(ofOther, CONTENTS.length));
            assertThat(code).isIn(ErrorCode.ESTALE, ErrorCode.ENODATA);
            return code == ErrorCode.ENODATA;
        });
        assertThat(Io.code(() -> Io.read(inUse(volume), CONTENTS.length))).isEqualTo(ErrorCode.ENODATA);
        assertThat(Io.code(() -> Io.read(inUse(cluster.client(2).volume(volumeKey)), CONTENTS.length)))
                .isEqualTo(ErrorCode.ENODATA);
    }

    @Row(8)
    @Test
    void a_cookie_that_was_given_back_is_of_no_use(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("twice");
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey));
        Io.fill(ofOther, CONTENTS);
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey));
        cookie.unuse(null, null);
        cookie.relinquish(false);

        assertThatCode(() -> cookie.relinquish(true)).doesNotThrowAnyException();
        cookie.use(true);

        assertThat(Io.error(cookie::beginRead).reason()).isEqualTo(Reason.RELINQUISHED);
        assertThat(cookie.enabled()).isFalse();
        assertThat(Io.read(ofOther, CONTENTS.length)).isEqualTo(CONTENTS);
    }
}
