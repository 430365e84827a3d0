package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.netfscache.protocol.CookieId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SessionTransitionsTest {
    private static final CookieId ONE = new CookieId(1, 1);
    private static final CookieId TWO = new CookieId(2, 2);

    @Test
    void objects_are_listed_with_their_highest_sequence() {
        SessionRecord one = SessionTransitions.list(null, ONE, 5).record();
        assertThat(SessionTransitions.list(one, ONE, 4).changed()).isFalse();
        SessionRecord two = SessionTransitions.list(one, TWO, 1).record();
        assertThat(SessionTransitions.list(two, ONE, 6).record().objects())
                .containsOnly(entry(ONE, 6L), entry(TWO, 1L));
    }

    @Test
    void with_its_last_object_the_record_goes() {
        SessionRecord one = SessionTransitions.list(null, ONE, 5).record();
        assertThat(SessionTransitions.strike(one, ONE, 4).changed()).isFalse();
        Outcome<SessionRecord, Verdict> empty = SessionTransitions.strike(one, ONE, 5);
        assertThat(empty.changed()).isTrue();
        assertThat(empty.record()).isNull();
        assertThat(SessionTransitions.strike(null, ONE, 5).changed()).isFalse();
    }

    @Test
    void an_object_too_many_is_refused() {
        SessionRecord full = SessionRecord.NONE;
        for (int i = 0; i < MetadataLimits.SESSION_OBJECTS; i++) {
            full = full.with(new CookieId(3, i), 1);
        }
        Outcome<SessionRecord, Verdict> refused = SessionTransitions.list(full, ONE, 1);
        assertThat(refused.result()).isEqualTo(Verdict.TOO_MANY_OBJECTS);
        assertThat(refused.changed()).isFalse();
        assertThat(full.union(SessionRecord.NONE.with(ONE, 1))).isEqualTo(full);
    }
}
