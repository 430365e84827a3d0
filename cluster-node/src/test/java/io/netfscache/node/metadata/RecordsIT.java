package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.View;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two members in one JVM that talk TCP over the loopback interface: everything that crosses is serialised. */
@Timeout(60)
class RecordsIT {
    private static final Coherency OLD = TestRequests.coherency("old", 10_000);
    private static final Coherency NEW = TestRequests.coherency("new", 10_000);
    private static final Duration JOIN = Duration.ofSeconds(20);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "records-callback"));
    private HazelcastInstance first;
    private HazelcastInstance second;
    private HazelcastRecords records;

    @BeforeEach
    void start() {
        first = TestNodes.start(1, List.of(), 2);
        second = TestNodes.start(2, List.of(TestNodes.address(first)), 2);
        await().atMost(JOIN).until(() -> first.getCluster().getMembers().size() == 2);
        await().atMost(JOIN).until(() -> first.getPartitionService().isClusterSafe());
        records = new HazelcastRecords(() -> first, timer, executor, System::nanoTime, Rules.ALL);
    }

    @AfterEach
    void stop() {
        second.getLifecycleService().terminate();
        first.getLifecycleService().terminate();
        timer.shutdownNow();
        executor.shutdownNow();
    }

    @Test
    void a_cookie_lives_through_all_its_operations_at_another_member() throws Exception {
        String key = keyOwnedBy(second);
        // When it is used, its record is made
        CookieResult used = get(records.use(TestRequests.read(1, key, OLD)));
        assertThat(used.created()).isTrue();
        // When it is modified, caching is turned off and its modifier leaves, it has another generation
        get(records.use(TestRequests.modify(2, key, OLD, TestRequests.SESSION, 1)));
        CookieResult off = get(records.change(TestRequests.dioWrite(3, key)));
        assertThat(off.record().disabled()).isTrue();
        CookieResult left = get(records.unuse(TestRequests.unuse(4, key, TestRequests.SESSION, 2)));
        assertThat(left.record().disabled()).isTrue();
        CookieResult on =
                get(records.enable(TestRequests.seen(8, key, left.record().generation())));
        assertThat(on.record().disabled()).isFalse();
        // When its fence is complete, nothing is pending
        Generation current = on.record().generation();
        assertThat(get(records.clearFence(cookie(key), current)).fence()).isNull();
        // When it is updated and retired, there is no object any more
        CookieResult updated = get(records.change(TestRequests.update(5, key, current, NEW)));
        assertThat(updated.fence().base()).isEqualTo(current);
        assertThat(get(records.lookUp(cookie(key)))).contains(updated.record());
        get(records.change(TestRequests.change(6, Change.Kind.RETIRE, key, NEW)));
        assertThat(get(records.lookUp(cookie(key)))).isEmpty();
        // When it is used, it is made again
        CookieResult again = get(records.use(TestRequests.read(7, key, OLD)));
        assertThat(again.created()).isTrue();
        assertThat(get(records.lookUp(cookie(key)))).contains(again.record());
    }

    @Test
    void a_rule_is_broken_where_owner_and_asker_are_told_to() throws Exception {
        // Given an object that has moved away from old coherency data, at an owner that takes that again
        Rules broken = Rules.without(Sabotage.REFUSED_AUX_ACCEPTED);
        TestNodes.lease(second, new TestLease(), broken);
        String key = keyOwnedBy(second);
        get(records.use(TestRequests.read(1, key, OLD)));
        get(records.use(TestRequests.read(2, key, NEW)));

        // When, Then it is the asker who refuses, as the record that he has read says
        assertThat(get(records.use(TestRequests.read(3, key, OLD))).verdict()).isEqualTo(Verdict.REFUSED_AUX);

        // When, Then
        HazelcastRecords forgetful = new HazelcastRecords(() -> first, timer, executor, System::nanoTime, broken);
        assertThat(get(forgetful.use(TestRequests.read(4, key, OLD))).verdict()).isEqualTo(Verdict.DONE);
    }

    @Test
    void the_record_of_a_retired_object_stays_until_its_owner_forgets_it() throws Exception {
        String key = keyOwnedBy(second);
        IMap<CookieId, CookieRecord> cookies = first.getMap(HazelcastSettings.COOKIES);
        LocalRecords ofFirst = new HazelcastLocalRecords(() -> first, executor, executor);
        LocalRecords ofSecond = new HazelcastLocalRecords(() -> second, executor, executor);
        get(records.use(TestRequests.read(1, key, OLD)));
        Generation generation = get(records.change(TestRequests.change(2, Change.Kind.RETIRE, key, OLD)))
                .record()
                .generation();
        // While its fence is pending it is not found, then by its owner
        assertThat(get(ofSecond.retired())).isEmpty();
        get(records.clearFence(cookie(key), generation));
        assertThat(get(ofFirst.retired())).isEmpty();
        assertThat(get(ofSecond.retired())).containsOnlyKeys(cookie(key));
        // When another retirement is to be forgotten, it stays
        get(ofSecond.forget(Map.of(cookie(key), Generation.NONE)));
        assertThat(cookies.get(cookie(key)).retired()).isTrue();
        // When it is forgotten, there is none
        get(ofSecond.forget(Map.of(cookie(key), generation)));
        assertThat(cookies.containsKey(cookie(key))).isFalse();
    }

    @Test
    void a_volume_lives_through_all_its_operations() throws Exception {
        VolumeResult born = get(records.acquireVolume(acquire(1, "one")));
        assertThat(born.created()).isTrue();
        assertThat(get(records.acquireVolume(acquire(2, "one"))).record()).isEqualTo(born.record());
        VolumeResult moved = get(records.acquireVolume(acquire(3, "two")));
        assertThat(moved.invalidated()).isTrue();
        Generation current = moved.record().generation();
        assertThat(get(records.clearVolumeFence(TestRequests.VOLUME, current, Bytes.utf8("two")))
                        .fence())
                .isNull();
        get(records.relinquishVolume(new RelinquishVolumeRequest(
                TestRequests.operation(4),
                TestRequests.VOLUME,
                Bytes.utf8("six"),
                moved.record().coherency(),
                false,
                TestRequests.candidate(4))));
        VolumeRecord stored = get(records.lookUpVolume(TestRequests.VOLUME)).orElseThrow();
        assertThat(stored.coherency()).isEqualTo(Bytes.utf8("six"));
        assertThat(stored.generation()).isEqualTo(current);
    }

    @Test
    void an_operation_that_is_sent_again_changes_nothing() throws Exception {
        String key = keyOwnedBy(second);
        get(records.use(TestRequests.read(1, key, OLD)));
        CookieResult once = get(records.change(TestRequests.invalidate(2, key, NEW)));
        CookieResult again = get(records.change(TestRequests.invalidate(2, key, NEW)));
        assertThat(again).isEqualTo(once);
    }

    @Test
    void a_use_that_changes_nothing_is_answered_by_a_read() throws Exception {
        String key = keyOwnedBy(second);
        get(records.use(TestRequests.read(1, key, OLD)));
        IMap<CookieId, CookieRecord> cookies = second.getMap(HazelcastSettings.COOKIES);
        CookieRecord before = cookies.get(cookie(key));
        CookieResult again = get(records.use(TestRequests.read(2, key, OLD)));
        assertThat(again.record()).isEqualTo(before);
        assertThat(cookies.get(cookie(key)).operations().effectOf(TestRequests.operation(2)))
                .isNull();
    }

    @Test
    void stages_complete_on_the_given_executor() throws Exception {
        String thread = get(records.use(TestRequests.read(1, keyOwnedBy(second), OLD))
                .thenApply(result -> Thread.currentThread().getName()));
        assertThat(thread).isEqualTo("records-callback");
    }

    @Test
    void an_owner_without_a_lease_refuses_and_the_operation_is_sent_again_until_it_has_one() throws Exception {
        String key = keyOwnedBy(second);
        get(records.use(TestRequests.read(1, key, OLD)));
        TestLease lease = new TestLease();
        lease.hold(false);
        TestNodes.lease(second, lease, Rules.ALL);
        // When a change is asked for, nothing happens at the owner or at its backup
        CompletableFuture<CookieResult> change =
                records.change(TestRequests.invalidate(2, key, NEW)).toCompletableFuture();
        IMap<CookieId, CookieRecord> cookies = first.getMap(HazelcastSettings.COOKIES);
        assertThat(get(cookies.submitToKey(cookie(key), OwnedProcessor.of(new ClearFenceProcessor(Generation.NONE)))))
                .isEqualTo(OwnerReply.refusal());
        assertThat(change).isNotDone();
        assertThat(cookies.get(cookie(key)).coherency()).isEqualTo(OLD);
        // Then it is done as soon as the owner holds a lease
        lease.hold(true);
        assertThat(get(change).record().coherency()).isEqualTo(NEW);
    }

    @Test
    void what_an_owner_has_refused_its_backup_has_not_done_either() throws Exception {
        String key = keyOwnedBy(second);
        CookieResult used = get(records.use(TestRequests.read(1, key, OLD)));
        TestLease lease = new TestLease();
        lease.hold(false);
        TestNodes.lease(second, lease, Rules.ALL);
        IMap<CookieId, CookieRecord> cookies = first.getMap(HazelcastSettings.COOKIES);
        get(cookies.submitToKey(
                cookie(key), OwnedProcessor.of(new ChangeProcessor(TestRequests.invalidate(2, key, NEW)))));
        // When the backup is promoted
        second.getLifecycleService().terminate();
        HazelcastInstance third = TestNodes.start(3, List.of(TestNodes.address(first)), 2);
        try {
            await().atMost(JOIN).until(() -> third.getPartitionService().isClusterSafe());
            assertThat(get(records.lookUp(cookie(key)))).contains(used.record());
        } finally {
            third.getLifecycleService().terminate();
        }
    }

    @Test
    void a_look_up_whose_owner_stays_without_a_lease_fails_with_no_lease() {
        TestLease lease = new TestLease();
        lease.hold(false);
        TestNodes.lease(second, lease, Rules.ALL);
        assertFails(records.lookUp(cookie(keyOwnedBy(second))), ErrorCode.ENOBUFS, Reason.NO_LEASE);
    }

    @Test
    void with_the_rule_broken_an_owner_without_a_lease_answers() throws Exception {
        TestLease lease = new TestLease();
        lease.hold(false);
        TestNodes.lease(second, lease, Rules.without(Sabotage.OWNER_WITHOUT_LEASE));
        assertThat(get(records.lookUp(cookie(keyOwnedBy(second))))).isEmpty();
    }

    @Test
    void the_owner_names_its_members_when_a_fence_is_pending_its_own_or_one_left_over() throws Exception {
        String key = keyOwnedBy(second);
        MemberList members = new HazelcastMembership(second).list();
        CookieResult born = get(records.use(TestRequests.read(1, key, OLD)));
        assertThat(born.owner()).isEqualTo(MemberList.UNKNOWN);
        CookieResult changed = get(records.change(TestRequests.invalidate(2, key, NEW)));
        assertThat(changed.owner()).isEqualTo(members);
        // When somebody looks the record up who finds that the fence was left over
        CookieResult later = get(records.use(TestRequests.read(3, key, NEW)));
        assertThat(later.effect()).isEqualTo(Effect.NONE);
        assertThat(later.fence()).isEqualTo(changed.fence());
        assertThat(later.owner()).isEqualTo(members);
    }

    @Test
    void a_pending_fence_is_found_by_the_owner_of_the_record_and_by_the_one_who_is_promoted() throws Exception {
        String key = keyOwnedBy(second);
        get(records.use(TestRequests.read(1, key, OLD)));
        get(records.acquireVolume(acquire(2, "one")));
        Generation volume =
                get(records.acquireVolume(acquire(3, "two"))).record().generation();
        // When the coordinator of a fence dies
        Generation next = get(records.change(TestRequests.invalidate(4, key, NEW)))
                .record()
                .generation();
        LocalRecords ofFirst = new HazelcastLocalRecords(() -> first, executor, executor);
        LocalRecords ofSecond = new HazelcastLocalRecords(() -> second, executor, executor);
        assertThat(get(ofSecond.pending()).cookies()).containsExactly(entry(cookie(key), next));
        assertThat(get(ofFirst.pending()).cookies()).isEmpty();
        assertThat(Stream.of(ofFirst, ofSecond).flatMap(RecordsIT::pendingVolumes))
                .containsExactly(volume);
        // When the owner dies too
        second.getLifecycleService().terminate();
        second = TestNodes.start(3, List.of(TestNodes.address(first)), 2);
        await().atMost(JOIN).until(() -> first.getPartitionService().isClusterSafe());
        LocalRecords ofThird = new HazelcastLocalRecords(() -> second, executor, executor);
        assertThat(Stream.of(ofFirst, ofThird).flatMap(local -> pending(local).cookies().entrySet().stream()))
                .containsExactly(entry(cookie(key), next));
        // When it is finished, nothing is found
        assertThat(get(records.clearFence(cookie(key), Generation.NONE)).fence().next())
                .isEqualTo(next);
        get(records.clearFence(cookie(key), next));
        assertThat(pending(ofFirst).cookies()).isEmpty();
        assertThat(pending(ofThird).cookies()).isEmpty();
    }

    private static LocalRecords.PendingFences pending(LocalRecords local) {
        return local.pending().toCompletableFuture().join();
    }

    private static Stream<Generation> pendingVolumes(LocalRecords local) {
        return pending(local).volumes().values().stream();
    }

    @Test
    void a_session_that_modifies_has_a_record_whose_owner_hears_of_it() throws Exception {
        SessionId session = new SessionId(4, 4);
        List<SessionId> heard = new CopyOnWriteArrayList<>();
        for (HazelcastInstance member : List.of(first, second)) {
            new RecordOwner(new TestLease(), new HazelcastMembership(member), heard::add, Rules.ALL).answerOn(member);
        }
        assertThat(get(records.heard(Set.of(session)))).containsExactly(session);
        get(records.list(session, cookie("a"), 1));
        get(records.list(session, cookie("b"), 2));
        assertThat(get(records.unknown(Set.of(session)))).isEmpty();
        heard.clear();
        assertThat(get(records.heard(Set.of(session)))).isEmpty();
        assertThat(heard).containsOnly(session);
        List<Map<SessionId, SessionRecord>> found = new ArrayList<>();
        for (HazelcastInstance member : List.of(first, second)) {
            found.add(get(new HazelcastLocalRecords(() -> member, executor, executor).sessions()));
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        Map.of(), Map.of(session, new SessionRecord(Map.of(cookie("a"), 1L, cookie("b"), 2L))));
        // When its marks have gone, so has its record
        get(records.strike(session, cookie("a"), 1));
        get(records.strike(session, cookie("b"), 2));
        assertThat(get(records.heard(Set.of(session)))).containsExactly(session);
    }

    @Test
    void a_dead_modifiers_mark_and_the_generation_of_its_object_go_together() throws Exception {
        String key = keyOwnedBy(second);
        CookieResult marked = get(records.use(TestRequests.modify(1, key, OLD, TestRequests.SESSION, 1)));
        CookieResult reaped = get(records.reap(TestRequests.reap(2, key, TestRequests.SESSION, 1)));
        LocalRecords owner = new HazelcastLocalRecords(() -> second, executor, executor);
        assertThat(marked.record().modifiers().marks()).containsOnlyKeys(TestRequests.SESSION);
        assertThat(get(owner.marks())).isEmpty();
        assertThat(reaped.record().modifiers().isEmpty()).isTrue();
        assertThat(reaped.record().generation()).isNotEqualTo(marked.record().generation());
        assertThat(reaped.fence().base())
                .as("whoever goes on has to look up again")
                .isEqualTo(Generation.NONE);
        assertThat(reaped.owner()).isNotEqualTo(MemberList.UNKNOWN);
    }

    @Test
    void an_exception_of_a_processor_crosses_members_and_does_not_hang_the_caller() {
        IMap<CookieId, CookieRecord> cookies = first.getMap(HazelcastSettings.COOKIES);
        // An unuse of a record that is not there is legal; one whose entry holds something else is not.
        IMap<Object, Object> raw = first.getMap(HazelcastSettings.COOKIES);
        CookieId cookie = cookie(keyOwnedBy(second));
        raw.set(cookie, "not a record");
        assertThatThrownBy(() -> get(cookies.submitToKey(cookie, new ClearFenceProcessor(TestRequests.candidate(1)))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClassCastException.class);
    }

    @Test
    void records_tell_of_a_failed_processor_as_metadata_failed() {
        IMap<Object, Object> raw = first.getMap(HazelcastSettings.COOKIES);
        CookieId cookie = cookie(keyOwnedBy(second));
        raw.set(cookie, "not a record");
        assertFails(records.clearFence(cookie, TestRequests.candidate(1)), ErrorCode.ENOBUFS, Reason.METADATA_FAILED);
    }

    @Test
    void a_class_that_the_filter_does_not_list_is_refused_and_the_caller_gets_an_error() {
        IMap<CookieId, CookieRecord> cookies = first.getMap(HazelcastSettings.COOKIES);
        CookieId cookie = cookie(keyOwnedBy(second));
        assertThatThrownBy(() -> get(cookies.submitToKey(cookie, new Unlisted())))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(HazelcastSerializationException.class)
                .hasRootCauseInstanceOf(SecurityException.class);
    }

    @Test
    void below_the_quorum_operations_fail_with_no_quorum() {
        second.getLifecycleService().terminate();
        await().atMost(JOIN).until(() -> first.getCluster().getMembers().size() == 1);
        assertFails(records.use(TestRequests.read(1, "x", OLD)), ErrorCode.ENOBUFS, Reason.NO_QUORUM);
        assertFails(records.lookUp(cookie("x")), ErrorCode.ENOBUFS, Reason.NO_QUORUM);
        assertFails(records.change(TestRequests.invalidate(2, "x", OLD)), ErrorCode.ENOBUFS, Reason.NO_QUORUM);
    }

    @Test
    void on_a_node_that_stops_operations_fail_with_shutting_down() {
        first.getLifecycleService().terminate();
        assertFails(records.use(TestRequests.read(1, "x", OLD)), ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN);
    }

    @Test
    void the_members_know_each_other_and_announce_changes() {
        List<List<View.Member>> announced = new CopyOnWriteArrayList<>();
        View.Member one = new View.Member(new NodeId(0, 1), "node-1", 7001, 3);
        View.Member two = new View.Member(new NodeId(0, 2), "node-2", 7002, 3);
        try (Members members = new Members(first, 2, announced::add)) {
            assertThat(members.nodes()).containsExactly(one, two);
            assertThat(members.hasQuorum()).isTrue();
            second.getLifecycleService().terminate();
            await().atMost(JOIN).until(() -> !announced.isEmpty());
            assertThat(announced.get(0)).containsExactly(one);
            assertThat(members.size()).isEqualTo(1);
            assertThat(members.hasQuorum()).isFalse();
        }
    }

    @Test
    void all_members_agree_on_the_first_ones_secret() {
        Bytes mine = Bytes.of(new byte[MetadataLimits.PEER_SECRET_BYTES]);
        byte[] another = new byte[MetadataLimits.PEER_SECRET_BYTES];
        another[0] = 1;
        // Right after a join the backup may not know yet that it is one; then a node asks again, too.
        await().atMost(JOIN).ignoreExceptionsInstanceOf(MetadataException.class).untilAsserted(() -> {
            assertThat(PeerSecret.agree(first, mine)).isEqualTo(mine);
            assertThat(PeerSecret.agree(second, Bytes.of(another))).isEqualTo(mine);
        });
        assertThatThrownBy(() -> PeerSecret.agree(first, Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Goes by Java serialization, which is not for classes of ours. */
    private static final class Unlisted implements EntryProcessor<CookieId, CookieRecord, String>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String process(Map.Entry<CookieId, CookieRecord> entry) {
            return "ran";
        }
    }

    private static void assertFails(CompletionStage<?> stage, ErrorCode code, Reason reason) {
        assertThatThrownBy(() -> get(stage))
                .isInstanceOf(ExecutionException.class)
                .satisfies(error -> {
                    assertThat(error.getCause()).isInstanceOf(MetadataException.class);
                    assertThat(((MetadataException) error.getCause()).code()).isEqualTo(code);
                    assertThat(((MetadataException) error.getCause()).reason()).isEqualTo(reason);
                });
    }

    private String keyOwnedBy(HazelcastInstance member) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "object-" + i)
                .filter(key -> first.getPartitionService()
                        .getPartition(cookie(key))
                        .getOwner()
                        .getUuid()
                        .equals(member.getCluster().getLocalMember().getUuid()))
                .findFirst()
                .orElseThrow();
    }

    private static CookieId cookie(String key) {
        return TestRequests.read(0, key, OLD).cookie();
    }

    private static AcquireVolumeRequest acquire(long number, String coherency) {
        return new AcquireVolumeRequest(
                TestRequests.operation(number),
                TestRequests.VOLUME,
                "",
                Bytes.utf8(coherency),
                TestRequests.candidate(number));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
