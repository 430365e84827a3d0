package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.netfs.ReadRules.Fill;
import io.netfscache.netfs.ReadRules.Recovery;
import io.netfscache.origin.OriginFile.Certification;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COHERENCE 5.4 to 5.6, decision by decision. */
@Timeout(10)
final class ReadRulesTest {
    private static final ObjectGeneration ONE = new ObjectGeneration(new Generation(1, 1), new Generation(5, 5));
    private static final ObjectGeneration OTHER_VOLUME =
            new ObjectGeneration(new Generation(2, 2), new Generation(5, 5));
    private static final ObjectGeneration OTHER_OBJECT =
            new ObjectGeneration(new Generation(1, 1), new Generation(6, 6));

    private final ReadRules rules = new ReadRules(Rules.ALL);

    @Test
    void bytesServeOnlyAReadOfExactlyTheirGeneration() {
        assertThat(rules.serves(ONE, ONE)).isTrue();
        assertThat(rules.serves(ONE, OTHER_VOLUME)).isFalse();
        assertThat(rules.serves(ONE, OTHER_OBJECT)).isFalse();
        ReadRules broken = new ReadRules(Rules.without(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME));
        assertThat(broken.serves(ONE, OTHER_VOLUME)).isTrue();
        assertThat(broken.serves(ONE, OTHER_OBJECT)).isFalse();
    }

    @Test
    void onlyChangedContentsMakeTheReadBeginAgainAndAnyOtherErrorIsAMiss() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(rules.after(code))
                    .isEqualTo(code == ErrorCode.ESTALE ? Recovery.READ_AGAIN : Recovery.READ_ORIGIN);
        }
    }

    @Test
    void aReadThatBeginsAgainKeepsNothing() {
        assertThat(rules.kept(4096)).isZero();
        assertThat(new ReadRules(Rules.without(Sabotage.PIECEWISE_RETRY)).kept(4096))
                .isEqualTo(4096);
    }

    @Test
    void aFillIsStoredOnlyIfTheOriginStillHasThatVersionAndItIsOldEnough() {
        assertThat(rules.filled(Certification.CERTIFIED)).isEqualTo(Fill.USE_AND_STORE);
        assertThat(rules.filled(Certification.RACY)).isEqualTo(Fill.USE);
        assertThat(rules.filled(Certification.CHANGED)).isEqualTo(Fill.READ_AGAIN);
        ReadRules broken = new ReadRules(Rules.without(Sabotage.FILL_NOT_CERTIFIED));
        assertThat(broken.filled(Certification.CHANGED)).isEqualTo(Fill.USE_AND_STORE);
    }
}
