package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FakeNode;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.NotCachedReport;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReasonReportsTest extends ClientFixture {
    private static List<NotCachedReport> reports(FakeNode node) {
        return only(NotCachedReport.class, node.received);
    }

    private static byte[] key(int number) {
        return new byte[] {9, (byte) (number >> 8), (byte) number};
    }

    @Test
    void reasons_of_one_object_are_gathered_and_told_in_one_frame() {
        for (int i = 0; i < 5; i++) {
            volume.noteNotCached(KEY, Reason.NO_STORE);
        }
        volume.noteNotCached(KEY, Reason.VARIES);

        await().until(() -> !reports(node).isEmpty());

        assertThat(reports(node)).singleElement().satisfies(report -> {
            assertThat(report.dropped()).isZero();
            assertThat(report.entries())
                    .containsExactlyInAnyOrder(
                            new NotCachedReport.Entry(CookieId.of("vol", KEY), Reason.NO_STORE, 5, 0),
                            new NotCachedReport.Entry(CookieId.of("vol", KEY), Reason.VARIES, 1, 0));
        });
        assertThat(cache.stats().notCached()).containsEntry("NO_STORE", 5L).containsEntry("VARIES", 1L);
    }

    @Test
    void what_finds_no_room_is_counted() {
        int all = ClientLimits.MAX_REASONS + 44;
        for (int i = 0; i < all; i++) {
            volume.noteNotCached(key(i), Reason.NO_LENGTH);
        }

        await().until(() -> !reports(node).isEmpty());

        assertThat(reports(node).get(0).entries()).hasSize(ClientLimits.MAX_REASONS);
        assertThat(reports(node).get(0).dropped()).isEqualTo(44);
        assertThat(cache.stats().notCached()).containsEntry("NO_LENGTH", (long) all);
    }

    @Test
    void the_reasons_of_a_time_without_a_node_are_told_to_the_next_one() throws Exception {
        node.script = (link, id, frame) -> true;
        node.cut();
        volume.noteNotCached(KEY, Reason.NO_NODES);
        node.script = (link, id, frame) -> false;

        await().until(() -> reports(node).size() == 1);

        assertThat(reports(node).get(0).entries())
                .extracting(NotCachedReport.Entry::reason)
                .containsExactly(Reason.NO_NODES);
    }

    @Test
    void a_client_that_ends_tells_what_it_has_not_told_yet() throws Exception {
        volume.noteNotCached(KEY, Reason.ENCODED);

        cache.close();

        assertThat(reports(node)).hasSize(1);
    }

    @Test
    void a_look_up_that_the_node_refuses_is_told_once_for_each_time_that_somebody_wanted_the_object() {
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.DISK_ERROR, "broken"), null);
                return true;
            }
            return false;
        };
        Cookie broken = volume.acquireCookie(Set.of(), key(1), AUX, SIZE);
        broken.use(false);

        assertThatThrownBy(broken::beginRead).isInstanceOf(CacheException.class);

        await().until(() -> !reports(node).isEmpty());
        assertThat(reports(node).get(0).entries())
                .containsExactly(new NotCachedReport.Entry(CookieId.of("vol", key(1)), Reason.DISK_ERROR, 1, 0));
    }

    @Test
    void a_node_that_does_not_know_the_report_costs_nothing_but_the_report() throws Exception {
        node.script = (link, id, frame) -> {
            if (frame instanceof NotCachedReport) {
                link.send(id, new ErrorReply(ErrorCode.EINVAL, Reason.MALFORMED, "what?"), null);
                return true;
            }
            return false;
        };
        volume.noteNotCached(KEY, Reason.NO_STORE);
        await().until(() -> !reports(node).isEmpty());

        fill();

        assertThat(read()).isEqualTo(contents);
    }
}
