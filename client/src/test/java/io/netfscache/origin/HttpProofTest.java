package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a response is proof enough of its version (docs/adr/0013). */
@Timeout(10)
final class HttpProofTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final HttpValidators STRONG = validators("\"v1\"", null);
    private static final String OLD = "Mon, 31 Dec 2029 23:59:58 GMT";
    private static final String YOUNG = "Mon, 31 Dec 2029 23:59:59 GMT";

    private final HttpProof proof = new HttpProof();

    private static HttpValidators validators(@Nullable String etag, @Nullable String lastModified) {
        return new HttpValidators(etag, null, lastModified, NOW);
    }

    private boolean afterOne(boolean conditional, HttpValidators validators, int bytes, Duration took) {
        proof.began();
        proof.ended(conditional, validators, bytes, took, NOW);
        return proof.take();
    }

    @Test
    void oneSmallQuickResponseOfAStrongETagThatWasAskedForIsProof() {
        assertThat(afterOne(true, STRONG, 64 << 10, Duration.ofSeconds(2))).isTrue();
        assertThat(afterOne(true, validators("\"v1\"", OLD), 1, Duration.ZERO)).isTrue();
    }

    @Test
    void lessIsNone() {
        assertThat(afterOne(false, STRONG, 1, Duration.ZERO)).isFalse();
        assertThat(afterOne(true, validators(null, OLD), 1, Duration.ZERO)).isFalse();
        assertThat(afterOne(true, validators("\"v1\"", YOUNG), 1, Duration.ZERO))
                .isFalse();
        assertThat(afterOne(true, STRONG, (64 << 10) + 1, Duration.ZERO)).isFalse();
        assertThat(afterOne(true, STRONG, 1, Duration.ofSeconds(2).plusNanos(1)))
                .isFalse();
    }

    @Test
    void twoResponsesProveNothingOfEachOther() {
        proof.began();
        proof.ended(true, STRONG, 1, Duration.ZERO, NOW);
        assertThat(afterOne(true, STRONG, 1, Duration.ZERO)).isFalse();
        // And what has been asked about is over.
        assertThat(afterOne(true, STRONG, 1, Duration.ZERO)).isTrue();
    }

    @Test
    void noBytesOrHalfAResponseAreNoProof() {
        assertThat(proof.take()).isFalse();
        proof.began();
        assertThat(proof.take()).isFalse();
        proof.began();
        assertThat(afterOne(true, STRONG, 1, Duration.ZERO)).isFalse();
    }
}
