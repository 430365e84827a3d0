package io.netfscache.node.metadata;

import static io.netfscache.node.metadata.TestRequests.SESSION;
import static io.netfscache.node.metadata.TestRequests.VOLUME;
import static io.netfscache.node.metadata.TestRequests.candidate;
import static io.netfscache.node.metadata.TestRequests.change;
import static io.netfscache.node.metadata.TestRequests.coherency;
import static io.netfscache.node.metadata.TestRequests.dioWrite;
import static io.netfscache.node.metadata.TestRequests.invalidate;
import static io.netfscache.node.metadata.TestRequests.modify;
import static io.netfscache.node.metadata.TestRequests.operation;
import static io.netfscache.node.metadata.TestRequests.read;
import static io.netfscache.node.metadata.TestRequests.reap;
import static io.netfscache.node.metadata.TestRequests.seen;
import static io.netfscache.node.metadata.TestRequests.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.Membership;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournaledRecordsTest {
    private static final MemberId SELF = new MemberId(1, 2);
    private static final Coherency ONE = coherency("one", 100);
    private static final Coherency TWO = coherency("two", 200);

    @TempDir
    Path directory;

    private final Set<SessionId> heard = new HashSet<>();

    private static final Membership ALONE = new Membership() {
        @Override
        public MemberId self() {
            return SELF;
        }

        @Override
        public long joined(MemberId member) {
            return 1;
        }

        @Override
        public MemberList list() {
            return new MemberList(1, Set.of(SELF));
        }
    };

    /** The same after the process has ended: what somebody was modifying has another generation. */
    private static Map<String, Generation> generationsAfterwards(JournaledRecords records) {
        Map<String, Generation> then = generations(records);
        get(records.marks())
                .keySet()
                .forEach(marked -> then.replaceAll((key, generation) ->
                        marked.equals(id(key)) ? Generations.merged(generation, Generation.NONE) : generation));
        return then;
    }

    private Path file() {
        return directory.resolve("records.journal");
    }

    private JournaledRecords open(Path file) throws IOException {
        return JournaledRecords.open(file, ALONE, Runnable::run, Runnable::run, heard::add);
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static AcquireVolumeRequest acquire(long number, String coherency) {
        return new AcquireVolumeRequest(operation(number), VOLUME, "", Bytes.utf8(coherency), candidate(number));
    }

    private static CookieId id(String key) {
        return read(1, key, ONE).cookie();
    }

    /** The current generation of each object that has one, and of the volume. */
    private static Map<String, Generation> generations(JournaledRecords records) {
        Map<String, Generation> now = new HashMap<>();
        for (String key : List.of("a", "b", "c")) {
            get(records.lookUp(id(key))).ifPresent(record -> now.put(key, record.generation()));
        }
        get(records.lookUpVolume(VOLUME)).ifPresent(record -> now.put(VOLUME, record.generation()));
        return now;
    }

    private static List<Runnable> history(JournaledRecords records) {
        return List.of(
                () -> get(records.acquireVolume(acquire(1, "x"))),
                () -> get(records.use(read(2, "a", ONE))),
                () -> get(records.use(read(3, "b", ONE))),
                () -> get(records.change(invalidate(4, "a", TWO))),
                () -> get(records.clearFence(id("a"), new Generation(101, 4))),
                () -> get(records.use(modify(5, "b", ONE, SESSION, 1))),
                () -> get(records.reap(reap(6, "b", SESSION, 1))),
                () -> get(records.change(change(7, Change.Kind.RETIRE, "a", TWO))),
                () -> get(records.use(read(8, "c", ONE))),
                () -> get(records.change(dioWrite(9, "c"))),
                () -> get(records.enable(seen(10, "c", new Generation(101, 9)))),
                () -> get(records.acquireVolume(acquire(11, "y"))),
                () -> get(records.use(read(12, "a", TWO))));
    }

    @Test
    void every_prefix_of_the_file_is_the_state_after_some_operation_and_has_all_that_was_acknowledged_by_then()
            throws IOException {
        // Given what each operation has made of the records, and how long the file was then
        List<Long> lengths = new ArrayList<>();
        List<Map<String, Generation>> states = new ArrayList<>();
        try (JournaledRecords records = open(file())) {
            lengths.add(Files.size(file()));
            states.add(Map.of());
            for (Runnable each : history(records)) {
                each.run();
                lengths.add(Files.size(file()));
                states.add(generationsAfterwards(records));
            }
        }
        byte[] whole = Files.readAllBytes(file());

        // When the file ends anywhere
        for (int length = 0; length <= whole.length; length++) {
            Path prefix = directory.resolve("prefix");
            Files.write(prefix, Arrays.copyOf(whole, length));
            int acknowledged = 0;
            while (acknowledged + 1 < lengths.size() && lengths.get(acknowledged + 1) <= length) {
                acknowledged++;
            }

            // Then what had been acknowledged when it was that long is there, and nothing else
            try (JournaledRecords records = open(prefix)) {
                assertThat(generations(records)).as("%d bytes", length).isEqualTo(states.get(acknowledged));
            }
        }
    }

    @Test
    void the_loss_of_power_brings_no_generation_back_that_was_ended_or_was_being_modified() throws IOException {
        Set<Generation> ended = new HashSet<>();
        try (JournaledRecords records = open(file())) {
            Map<String, Generation> before = Map.of();
            for (Runnable each : history(records)) {
                // When an operation has been acknowledged and the power is lost
                each.run();
                Map<String, Generation> now = generations(records);
                ended.addAll(before.values());
                ended.removeAll(now.values());
                before = now;
                Path left = directory.resolve("left");
                Files.write(left, Arrays.copyOf(Files.readAllBytes(file()), (int) records.forcedBytes()));

                // Then what is left is out of date nowhere
                try (JournaledRecords after = open(left)) {
                    assertThat(generations(after).values()).noneMatch(ended::contains);
                    Set<CookieId> marked = get(records.marks()).keySet();
                    assertThat(get(after.marks())).isEmpty();
                    assertThat(marked)
                            .allMatch(id -> !get(after.lookUp(id))
                                    .orElseThrow()
                                    .generation()
                                    .equals(get(records.lookUp(id))
                                            .orElseThrow()
                                            .generation()));
                }
            }
        }
        assertThat(ended).hasSizeGreaterThan(5);
    }

    @Test
    void a_flipped_bit_makes_the_records_begin_anew_with_other_generations() throws IOException {
        try (JournaledRecords records = open(file())) {
            history(records).forEach(Runnable::run);
        }
        byte[] damaged = Files.readAllBytes(file());
        damaged[damaged.length / 2] ^= 1;
        Files.write(file(), damaged);

        try (JournaledRecords records = open(file())) {
            assertThat(records.beganAnew()).isTrue();
            assertThat(generations(records)).isEmpty();
            CookieResult used = get(records.use(read(50, "a", TWO)));
            assertThat(used.created()).isTrue();
            assertThat(used.record().generation()).isEqualTo(candidate(50));
        }
        try (JournaledRecords records = open(file())) {
            assertThat(records.beganAnew()).isFalse();
            assertThat(generations(records)).containsOnlyKeys("a");
        }
    }

    @Test
    void a_change_owes_a_fence_until_it_is_cleared_also_after_a_restart() throws IOException {
        Generation next;
        try (JournaledRecords records = open(file())) {
            get(records.use(read(1, "a", ONE)));
            CookieResult changed = get(records.change(invalidate(2, "a", TWO)));
            assertThat(changed.fence()).isNotNull();
            assertThat(changed.owner()).isEqualTo(ALONE.list());
            next = changed.record().generation();
        }
        try (JournaledRecords records = open(file())) {
            assertThat(get(records.pending()).cookies()).isEqualTo(Map.of(id("a"), next));
            get(records.clearFence(id("a"), next));
            assertThat(get(records.pending()).cookies()).isEmpty();
        }
        try (JournaledRecords records = open(file())) {
            assertThat(get(records.pending()).cookies()).isEmpty();
        }
    }

    @Test
    void an_operation_that_is_sent_again_is_done_once() throws IOException {
        try (JournaledRecords records = open(file())) {
            get(records.use(read(1, "a", ONE)));
            Generation first =
                    get(records.change(invalidate(2, "a", TWO))).record().generation();
            assertThat(get(records.change(invalidate(2, "a", TWO))).record().generation())
                    .isEqualTo(first);
        }
        try (JournaledRecords records = open(file())) {
            assertThat(get(records.change(invalidate(2, "a", TWO))).effect()).isEqualTo(Effect.NEW_GENERATION);
            assertThat(generations(records)).containsEntry("a", new Generation(101, 2));
        }
    }

    @Test
    void sessions_are_kept_and_those_that_are_not_known_are_told() throws IOException {
        SessionId stranger = new SessionId(9, 9);
        try (JournaledRecords records = open(file())) {
            get(records.list(SESSION, id("a"), 1));
            get(records.use(modify(1, "a", ONE, SESSION, 1)));
        }
        try (JournaledRecords records = open(file())) {
            assertThat(get(records.sessions())).containsOnlyKeys(SESSION);
            assertThat(get(records.heard(Set.of(SESSION, stranger)))).containsExactly(stranger);
            assertThat(heard).containsExactlyInAnyOrder(SESSION, stranger);
            get(records.strike(SESSION, id("a"), 1));
            assertThat(get(records.sessions())).isEmpty();
        }
    }

    @Test
    void what_somebody_was_modifying_when_the_process_was_killed_is_not_what_it_was() throws IOException {
        Generation written;
        Path killed = directory.resolve("killed");
        try (JournaledRecords records = open(file())) {
            // Given an object that a session has written half of, and one that nobody modifies
            get(records.use(modify(1, "a", ONE, SESSION, 1)));
            written = get(records.change(write(2, "a", candidate(1), ByteRange.ALL)))
                    .record()
                    .generation();
            get(records.clearFence(id("a"), written));
            get(records.use(read(3, "b", ONE)));
            // When the process is killed
            Files.copy(file(), killed);
        }
        for (int run = 0; run < 2; run++) {
            try (JournaledRecords records = open(killed)) {
                // Then the half-written object is another one and owes a fence; the other one is what it was
                CookieRecord now = get(records.lookUp(id("a"))).orElseThrow();
                assertThat(now.generation()).isEqualTo(Generations.merged(written, Generation.NONE));
                assertThat(now.pendingFence()).isEqualTo(new PendingFence(written, now.generation(), ByteRange.ALL));
                assertThat(now.dirty()).isFalse();
                assertThat(get(records.marks())).isEmpty();
                assertThat(generations(records)).containsEntry("b", candidate(3));
                assertThat(records.forcedBytes()).isEqualTo(Files.size(killed));
            }
        }
    }

    @Test
    void a_disabled_object_is_found_and_enabled_and_the_idle_ones_are_found_oldest_first() throws IOException {
        try (JournaledRecords records = openFor(10)) {
            get(records.use(read(1, "a", ONE)));
            get(records.use(read(2, "b", ONE)));
            get(records.use(modify(3, "c", ONE, SESSION, 1)));
            Generation off = get(records.change(dioWrite(4, "b"))).record().generation();
            assertThat(get(records.disabled(CookieId.LOWEST, 10)))
                    .extracting(CookieRecord::cookie)
                    .containsExactly(id("b"));
            assertThat(get(records.disabled(id("b"), 10))).isEmpty();
            get(records.enable(seen(5, "b", off)));
            assertThat(get(records.disabled(CookieId.LOWEST, 10))).isEmpty();
            get(records.touch(id("a"), 7));
            get(records.clearFence(
                    id("b"), get(records.lookUp(id("b"))).orElseThrow().generation()));
            LocalRecords.Idle idle = get(records.idle(10));
            assertThat(idle.live()).isEqualTo(3);
            assertThat(idle.most()).isEqualTo(9);
            assertThat(idle.oldest()).extracting(Map.Entry::getKey).containsExactly(id("b"), id("a"));
            get(records.retireIdle(seen(6, "a", candidate(1))));
            assertThat(get(records.lookUp(id("a")))).isEmpty();
        }
    }

    @Test
    void an_invalidation_survives_the_loss_of_power_also_when_there_was_no_record() throws IOException {
        try (JournaledRecords records = open(file())) {
            get(records.change(invalidate(1, "a", TWO)));

            assertThat(records.forcedBytes()).isEqualTo(Files.size(file()));
        }
    }

    @Test
    void records_that_were_dropped_for_room_do_not_come_back() throws IOException {
        // Given a book that is full
        int most = 10;
        try (JournaledRecords records = openFor(most)) {
            get(records.acquireVolume(acquire(100, "x")));
            for (int i = 0; i < most; i++) {
                get(records.use(read(i, "key" + i, ONE)));
            }
        }

        // When some are dropped at the next start, and the power is lost
        Path left = directory.resolve("left");
        try (JournaledRecords records = openFor(most)) {
            assertThat(get(records.countCookies(Set.of(VOLUME)))).containsEntry(VOLUME, 7L);
            Files.write(left, Arrays.copyOf(Files.readAllBytes(file()), (int) records.forcedBytes()));
        }

        // Then no journal has them
        try (JournaledRecords records = open(left)) {
            assertThat(get(records.countCookies(Set.of(VOLUME)))).containsEntry(VOLUME, 7L);
        }
    }

    private JournaledRecords openFor(int objects) throws IOException {
        return JournaledRecords.open(file(), objects, ALONE, Runnable::run, Runnable::run, heard::add);
    }

    @Test
    void lists_for_operators_take_no_turn_of_the_changes_and_are_refused_when_there_are_too_many() throws IOException {
        try (JournaledRecords records = open(file())) {
            history(records).forEach(Runnable::run);
        }
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };

        try (JournaledRecords records = JournaledRecords.open(file(), ALONE, full, Runnable::run, heard::add)) {
            assertThat(get(records.volumes("", 10))).hasSize(1);
            assertThat(get(records.cookies(VOLUME, new CookieId(0, 0), 2))).hasSize(2);
            assertThat(get(records.countCookies(Set.of(VOLUME)))).containsEntry(VOLUME, 3L);
        }
        try (JournaledRecords records = JournaledRecords.open(file(), ALONE, Runnable::run, full, heard::add)) {
            assertThat(records.volumes("", 10))
                    .failsWithin(java.time.Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            MetadataException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OVER_LIMIT));
        }
    }

    @Test
    void a_retired_object_is_forgotten_when_it_is_asked_for() throws IOException {
        try (JournaledRecords records = open(file())) {
            get(records.use(read(1, "a", ONE)));
            Generation gone = get(records.change(change(2, Change.Kind.RETIRE, "a", ONE)))
                    .record()
                    .generation();
            get(records.clearFence(id("a"), gone));
            assertThat(get(records.retired())).containsOnlyKeys(id("a"));
            get(records.forget(Map.of(id("a"), gone)));
            assertThat(get(records.retired())).isEmpty();
        }
    }

    @Test
    void a_journal_that_is_mostly_out_of_date_is_written_anew() throws IOException {
        Map<String, Generation> last;
        try (JournaledRecords records = open(file())) {
            get(records.use(read(1, "a", ONE)));
            get(records.use(read(2, "b", ONE)));
            for (int i = 0; i < MetadataLimits.BOOK_GARBAGE + 10; i++) {
                get(records.list(SESSION, id("a"), i));
            }
            get(records.change(invalidate(3, "b", TWO)));
            last = generations(records);
        }

        assertThat(Files.size(file())).isLessThan(10_000);
        try (JournaledRecords records = open(file())) {
            assertThat(generations(records)).isEqualTo(last);
            assertThat(get(records.sessions()).get(SESSION).objects())
                    .containsEntry(id("a"), MetadataLimits.BOOK_GARBAGE + 9L);
        }
    }

    @Test
    void what_cannot_be_written_is_refused_and_changes_nothing() throws IOException {
        JournaledRecords records = open(file());
        get(records.use(read(1, "a", ONE)));
        records.close();

        assertThat(records.change(invalidate(2, "a", TWO)))
                .failsWithin(java.time.Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(MetadataException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ENOBUFS);
                    assertThat(refusal.reason()).isEqualTo(Reason.DISK_ERROR);
                });
        assertThat(generations(records)).containsEntry("a", candidate(1));
    }
}
