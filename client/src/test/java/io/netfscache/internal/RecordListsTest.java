package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.FakeNode;
import io.netfscache.NodeTraffic;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieCounts;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieList;
import io.netfscache.protocol.CountCookies;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Explain;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ListCaches;
import io.netfscache.protocol.ListCookies;
import io.netfscache.protocol.ListVolumes;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.ObjectReport;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Traffic;
import io.netfscache.protocol.VolumeList;
import io.netfscache.protocol.VolumeTraffic;
import io.netfscache.protocol.VolumeTrafficReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two scripted nodes with records that overlap, as when some move from one to the other. */
@Timeout(60)
class RecordListsTest {
    private static final int PAGE = 3;

    private FakeNode first;
    private FakeNode second;
    private ClusterAdmin admin;

    @BeforeEach
    void start() throws Exception {
        first = new FakeNode(1);
        second = new FakeNode(2);
        first.view = List.of(first, second);
        owns(first, List.of("a", "c", "e", "g", "i", "k", "m"));
        owns(second, List.of("b", "c", "d", "g", "n"));
        admin = ClusterAdmin.connect(ClientConfig.of(List.of(first.address())));
    }

    @AfterEach
    void stop() throws IOException {
        admin.close();
        first.close();
        second.close();
    }

    private static void owns(FakeNode node, List<String> names) {
        node.script = (link, id, frame) -> {
            Frame answer = answer(frame, names);
            if (answer != null) {
                link.send(id, answer, null);
            }
            return answer != null;
        };
    }

    private static Frame answer(Frame frame, List<String> names) {
        if (frame instanceof ListVolumes list) {
            List<VolumeList.Entry> rest = names.stream()
                    .filter(name -> name.compareTo(list.after()) > 0)
                    .map(name -> new VolumeList.Entry(name, Bytes.EMPTY, new Generation(1, 1), false, ""))
                    .toList();
            int size = Math.min(rest.size(), Math.min(PAGE, list.limit()));
            return new VolumeList(rest.subList(0, size), size < rest.size());
        } else if (frame instanceof CountCookies count) {
            return new CookieCounts(
                    count.volumeKeys().stream().map(name -> (long) names.size()).toList());
        } else if (frame instanceof VolumeTraffic asked) {
            return new VolumeTrafficReport(
                    asked.volumeKeys().stream().map(name -> reads(names.size())).toList());
        } else if (frame instanceof ListCookies list) {
            List<CookieList.Entry> rest = new ArrayList<>(names.stream()
                    .map(name -> new CookieList.Entry(
                            Bytes.utf8(name), 5, Bytes.EMPTY, new Generation(1, 1), 0, false, false, false))
                    .filter(entry -> id(list.volumeKey(), entry).compareTo(list.after()) > 0)
                    .toList());
            rest.sort(Comparator.comparing(entry -> id(list.volumeKey(), entry)));
            int size = Math.min(rest.size(), Math.min(PAGE, list.limit()));
            return new CookieList(rest.subList(0, size), size < rest.size());
        } else if (frame instanceof Explain) {
            return new ObjectReport(true, ObjectGeneration.NONE, 1, Optional.empty(), Optional.empty(), List.of());
        }
        return null;
    }

    private static Traffic reads(long count) {
        return new Traffic(count, 1, 4096 * count, 0, 0, Traffic.NONE.latencies());
    }

    private static CookieId id(String volumeKey, CookieList.Entry entry) {
        return CookieId.of(volumeKey, entry.key().toArray());
    }

    @Test
    void all_pages_of_all_nodes_are_merged_and_a_record_that_moved_counts_once() throws Exception {
        assertThat(admin.volumes(100))
                .extracting(VolumeInfo::key)
                .containsExactly("a", "b", "c", "d", "e", "g", "i", "k", "m", "n");
        assertThat(admin.volumes(100)).extracting(VolumeInfo::cookies).containsOnly(12L);
        assertThat(admin.cookies("volume", 100)).hasSize(10);
        assertThat(admin.cookies("volume", 100)).extracting(CookieInfo::id).isSorted();
    }

    @Test
    void what_each_node_has_read_of_a_volume_is_told_and_added_up() throws Exception {
        VolumeInfo volume = admin.volumes(1).get(0);

        assertThat(volume.nodes())
                .extracting(NodeTraffic::node)
                .containsExactly(
                        first.member().id().toString(), second.member().id().toString());
        assertThat(volume.nodes()).extracting(node -> node.traffic().reads()).containsExactly(7L, 5L);
        assertThat(volume.traffic().reads()).isEqualTo(12);
        assertThat(volume.traffic().readBytes()).isEqualTo(12 * 4096);
        assertThat(volume.traffic().hitRatio()).hasValue(12 / 14.0);
    }

    @Test
    void a_limit_gives_the_first_of_all_nodes_and_asks_for_no_page_too_many() throws Exception {
        assertThat(admin.volumes(4)).extracting(VolumeInfo::key).containsExactly("a", "b", "c", "d");

        assertThat(first.count(ListVolumes.class)).isOne();
        assertThat(admin.cookies("volume", 4))
                .isEqualTo(admin.cookies("volume", 100).subList(0, 4));
    }

    @Test
    void a_node_that_does_not_answer_makes_a_list_an_error_that_names_it() throws Exception {
        second.close();

        CacheException error = catchThrowableOfType(CacheException.class, () -> admin.volumes(10));

        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(error.reason()).isEqualTo(Reason.NO_NODES);
        assertThat(error).hasMessageContaining(second.member().id().toString());
    }

    @Test
    void a_node_that_refuses_keeps_its_reason() {
        second.script = (link, id, frame) -> {
            if (frame instanceof ListVolumes) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "too few"), null);
            }
            return frame instanceof ListVolumes;
        };

        CacheException error = catchThrowableOfType(CacheException.class, () -> admin.volumes(10));

        assertThat(error.reason()).isEqualTo(Reason.NO_QUORUM);
        assertThat(error).hasMessageContaining("too few");
    }

    @Test
    void a_node_that_does_not_answer_is_unreachable_in_an_explanation_and_absent_from_the_caches() throws Exception {
        second.close();
        first.script = (link, id, frame) -> {
            Frame answer = frame instanceof ListCaches
                    ? new ErrorReply(ErrorCode.EINVAL, Reason.MALFORMED, "an older node")
                    : answer(frame, List.of());
            if (answer != null) {
                link.send(id, answer, null);
            }
            return answer != null;
        };

        assertThat(admin.explain("volume", new byte[] {1}).nodes())
                .extracting(Explanation.OfNode::reachable)
                .containsExactly(true, false);
        assertThat(admin.caches()).isEmpty();
    }
}
