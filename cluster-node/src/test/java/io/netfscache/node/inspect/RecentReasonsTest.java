package io.netfscache.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.NotCachedReport;
import io.netfscache.protocol.ObjectReport;
import io.netfscache.protocol.ObjectReport.Recent;
import io.netfscache.protocol.Reason;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecentReasonsTest {
    private static final CookieId FILE = new CookieId(1, 1);

    private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(1));
    private final RecentReasons reasons = new RecentReasons(now::get);

    private void passMillis(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static NotCachedReport report(Reason reason, long count, long ageMillis) {
        return new NotCachedReport(List.of(new NotCachedReport.Entry(FILE, reason, count, ageMillis)), 0);
    }

    @Test
    void the_same_reason_is_counted_and_the_latest_stands_first() {
        reasons.refused(FILE, Reason.NO_LEASE);
        passMillis(10);
        reasons.refused(FILE, Reason.DISK_ERROR);
        passMillis(10);
        reasons.refused(FILE, Reason.NO_LEASE);
        passMillis(5);

        assertThat(reasons.of(FILE))
                .containsExactly(
                        new Recent(Reason.NO_LEASE, Recent.NODE, 5, 2),
                        new Recent(Reason.DISK_ERROR, Recent.NODE, 15, 1));
        assertThat(reasons.of(new CookieId(2, 2))).isEmpty();
    }

    @Test
    void what_a_client_tells_has_its_name_and_happened_before_it_told() {
        reasons.refused(FILE, Reason.NO_STORE);
        reasons.reported("alice", report(Reason.NO_STORE, 3, 400));
        passMillis(100);

        assertThat(reasons.of(FILE))
                .containsExactly(
                        new Recent(Reason.NO_STORE, "alice", 500, 3), new Recent(Reason.NO_STORE, Recent.NODE, 100, 1));
    }

    @Test
    void numbers_that_make_no_sense_do_no_harm() {
        for (int i = 0; i < 3; i++) {
            reasons.reported("mallory", report(Reason.NO_STORE, Long.MAX_VALUE, Long.MAX_VALUE));
        }

        assertThat(reasons.of(FILE)).singleElement().satisfies(met -> {
            assertThat(met.count()).isEqualTo(3 * NodeLimits.REPORTED_TIMES);
            assertThat(met.ageMillis()).isPositive();
        });
    }

    @Test
    void of_one_object_only_the_last_few_are_remembered() {
        for (int i = 0; i < 100; i++) {
            reasons.reported("client-" + i, report(Reason.NO_STORE, 1, 0));
        }

        assertThat(reasons.of(FILE))
                .hasSize(ObjectReport.MAX_RECENT)
                .first()
                .extracting(Recent::reporter)
                .isEqualTo("client-99");
    }

    @Test
    void no_client_makes_the_node_forget_its_own_reasons_or_passes_for_the_node() {
        reasons.refused(FILE, Reason.DISK_ERROR);
        for (Reason varied : Reason.values()) {
            reasons.reported("node", report(varied, 1, 0));
        }

        assertThat(reasons.of(FILE))
                .hasSize(ObjectReport.MAX_RECENT)
                .filteredOn(met -> met.reporter().equals(Recent.NODE))
                .containsExactly(new Recent(Reason.DISK_ERROR, Recent.NODE, 0, 1));
    }

    @Test
    void nor_does_the_node_forget_what_clients_told() {
        reasons.reported("alice", report(Reason.NO_STORE, 1, 0));
        for (Reason varied : Reason.values()) {
            reasons.refused(FILE, varied);
        }

        assertThat(reasons.of(FILE))
                .hasSize(ObjectReport.MAX_RECENT)
                .last()
                .extracting(Recent::reporter)
                .isEqualTo("alice");
    }

    @Test
    void only_so_many_objects_are_remembered() {
        int remembered = 0;
        for (int i = 0; i < 3 * NodeLimits.EXPLAINED_OBJECTS; i++) {
            reasons.refused(new CookieId(5, i), Reason.NO_LEASE);
        }
        for (int i = 0; i < 3 * NodeLimits.EXPLAINED_OBJECTS; i++) {
            remembered += reasons.of(new CookieId(5, i)).size();
        }

        assertThat(remembered).isBetween(1, NodeLimits.EXPLAINED_OBJECTS);
    }
}
