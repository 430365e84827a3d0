package io.netfscache.node.metadata;

import io.netfscache.node.coherence.Membership;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.SessionId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a node that is alone: in its memory and its journal, changed one after another. It owns all of them for as
 * long as it has the lock on its directory, so no lease is asked for before it answers.
 *
 * <p>What ends a generation or marks a modifier is forced to the disk before it is acknowledged, for losing it would bring
 * back old bytes. All else may be lost with the power: a record that is not there any more is made anew, with a generation
 * that no bytes have, and a fence that is pending once more is carried once more.
 */
public final class JournaledRecords implements Records, SessionRecords, LocalRecords, Closeable {
    private static final Logger log = LoggerFactory.getLogger(JournaledRecords.class);

    private final RecordBook book;
    private final BookScans scans;
    private final Membership membership;
    private final Executor turns;
    private final Executor lists;
    private final Consumer<SessionId> heard;

    private JournaledRecords(
            RecordBook book, Membership membership, Executor turns, Executor lists, Consumer<SessionId> heard) {
        this.book = book;
        this.scans = new BookScans(book);
        this.membership = membership;
        this.turns = turns;
        this.lists = lists;
        this.heard = heard;
    }

    /**
     * Opens the journal in {@code file}, or begins one.
     *
     * @param membership of which this node is the only member
     * @param turns runs tasks one at a time, in order; they wait for the disk
     * @param lists looks at all records for operators, so that no change waits for that
     * @param heard is told of each session that is alive; must not block
     * @throws IOException when it cannot be read or written, or a newer release has written it
     */
    public static JournaledRecords open(
            Path file, Membership membership, Executor turns, Executor lists, Consumer<SessionId> heard)
            throws IOException {
        return open(file, MetadataLimits.BOOK_RECORDS, membership, turns, lists, heard);
    }

    /** As the other, with room for {@code most} objects. */
    static JournaledRecords open(
            Path file, int most, Membership membership, Executor turns, Executor lists, Consumer<SessionId> heard)
            throws IOException {
        return new JournaledRecords(RecordBook.open(file, most), membership, turns, lists, heard);
    }

    /** Whether nothing is known of earlier runs: what they have stored can be thrown away. */
    public boolean beganAnew() {
        return book.beganAnew();
    }

    /** How much of the journal survives the loss of power, in bytes. */
    long forcedBytes() {
        return book.forcedBytes();
    }

    @Override
    public CompletionStage<VolumeResult> acquireVolume(AcquireVolumeRequest request) {
        return changeVolume(request.volumeKey(), record -> VolumeTransitions.acquire(record, request));
    }

    @Override
    public CompletionStage<VolumeResult> relinquishVolume(RelinquishVolumeRequest request) {
        return changeVolume(request.volumeKey(), record -> VolumeTransitions.relinquish(record, request));
    }

    @Override
    public CompletionStage<Optional<VolumeRecord>> lookUpVolume(String key) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(book.volumes().get(key)));
    }

    @Override
    public CompletionStage<Optional<CookieRecord>> lookUp(CookieId cookie) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(book.cookies().get(cookie)).filter(record -> !record.retired()));
    }

    @Override
    public CompletionStage<CookieResult> use(UseRequest request) {
        return changeCookie(request.cookie(), record -> CookieTransitions.use(record, request));
    }

    @Override
    public CompletionStage<CookieResult> unuse(UnuseRequest request) {
        return changeCookie(request.cookie(), record -> CookieTransitions.unuse(record, request));
    }

    @Override
    public CompletionStage<CookieResult> change(ChangeRequest request) {
        return changeCookie(request.cookie(), record -> CookieTransitions.change(record, request));
    }

    @Override
    public CompletionStage<CookieResult> enable(SeenRequest request) {
        return changeCookie(request.cookie(), record -> CookieTransitions.enable(record, request));
    }

    @Override
    public CompletionStage<CookieResult> retireIdle(SeenRequest request) {
        return changeCookie(request.cookie(), record -> CookieTransitions.retireIdle(record, request));
    }

    @Override
    public CompletionStage<CookieResult> touch(CookieId cookie, int hours) {
        return changeCookie(cookie, record -> CookieTransitions.touch(record, hours));
    }

    @Override
    public CompletionStage<CookieResult> clearFence(CookieId cookie, Generation generation) {
        return changeCookie(cookie, record -> CookieTransitions.clearFence(record, generation));
    }

    @Override
    public CompletionStage<VolumeResult> clearVolumeFence(String key, Generation generation, Bytes coherency) {
        return changeVolume(key, record -> VolumeTransitions.clearFence(record, generation, coherency));
    }

    @Override
    public CompletionStage<CookieResult> reap(ReapRequest request) {
        return changeCookie(request.cookie(), record -> CookieTransitions.reap(record, request));
    }

    @Override
    public CompletionStage<Verdict> list(SessionId session, CookieId cookie, long sequence) {
        return changeSession(session, record -> SessionTransitions.list(record, cookie, sequence));
    }

    @Override
    public CompletionStage<Verdict> strike(SessionId session, CookieId cookie, long sequence) {
        return changeSession(session, record -> SessionTransitions.strike(record, cookie, sequence));
    }

    @Override
    public CompletionStage<Set<SessionId>> heard(Set<SessionId> sessions) {
        sessions.forEach(heard);
        return unknown(sessions);
    }

    @Override
    public CompletionStage<Set<SessionId>> unknown(Set<SessionId> sessions) {
        return CompletableFuture.completedFuture(sessions.stream()
                .filter(session -> !book.sessions().containsKey(session))
                .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public CompletionStage<PendingFences> pending() {
        return inTurn(scans::pending);
    }

    @Override
    public CompletionStage<Map<CookieId, Modifiers>> marks() {
        return inTurn(scans::marks);
    }

    @Override
    public CompletionStage<Map<SessionId, SessionRecord>> sessions() {
        return inTurn(() -> Map.copyOf(book.sessions()));
    }

    @Override
    public CompletionStage<Map<CookieId, CookieRecord>> retired() {
        return inTurn(scans::retired);
    }

    @Override
    public CompletionStage<List<CookieRecord>> disabled(CookieId after, int limit) {
        return inTurn(() -> scans.disabled(after, limit));
    }

    @Override
    public CompletionStage<Idle> idle(int limit) {
        return inTurn(() -> scans.idle(limit));
    }

    @Override
    public CompletionStage<Void> forget(Map<CookieId, Generation> retired) {
        return CompletableFuture.allOf(retired.entrySet().stream()
                .map(each -> changeCookie(each.getKey(), record -> CookieTransitions.forget(record, each.getValue())))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<List<VolumeRecord>> volumes(String after, int limit) {
        return listed(() -> scans.volumes(after, limit));
    }

    @Override
    public CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit) {
        return listed(() -> scans.cookies(volumeKey, after, limit));
    }

    @Override
    public CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys) {
        return listed(() -> scans.countCookies(volumeKeys));
    }

    @Override
    public CompletionStage<Optional<VolumeRecord>> volume(String key) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(book.volumes().get(key)));
    }

    @Override
    public CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(book.cookies().get(cookie)));
    }

    private interface Write {
        void run() throws IOException;
    }

    private CompletionStage<CookieResult> changeCookie(
            CookieId cookie, Function<@Nullable CookieRecord, Outcome<CookieRecord, CookieResult>> transition) {
        CookieRecord seen = book.cookies().get(cookie);
        Outcome<CookieRecord, CookieResult> asItIs = seen == null ? null : transition.apply(seen);
        if (asItIs != null && !asItIs.changed()) {
            return CompletableFuture.completedFuture(asItIs.result().from(membership.list()));
        }
        return inTurn(() -> {
            CookieRecord before = book.cookies().get(cookie);
            Outcome<CookieRecord, CookieResult> outcome = transition.apply(before);
            CookieRecord after = outcome.record();
            if (before == null && after != null && book.isFull()) {
                throw new MetadataException(
                        ErrorCode.ENOBUFS,
                        Reason.OVER_LIMIT,
                        "the cache has " + MetadataLimits.BOOK_RECORDS + " objects and takes no more while it runs");
            }
            if (outcome.changed()) {
                written(() -> book.put(cookie, after, mustSurvive(before, after)));
            }
            return outcome.result().from(membership.list());
        });
    }

    private CompletionStage<VolumeResult> changeVolume(
            String key, Function<@Nullable VolumeRecord, Outcome<VolumeRecord, VolumeResult>> transition) {
        VolumeRecord seen = book.volumes().get(key);
        Outcome<VolumeRecord, VolumeResult> asItIs = seen == null ? null : transition.apply(seen);
        if (asItIs != null && !asItIs.changed()) {
            return CompletableFuture.completedFuture(asItIs.result().from(membership.list()));
        }
        return inTurn(() -> {
            VolumeRecord before = book.volumes().get(key);
            Outcome<VolumeRecord, VolumeResult> outcome = transition.apply(before);
            VolumeRecord after = outcome.record();
            if (outcome.changed()) {
                boolean ends =
                        before != null && after != null && !before.generation().equals(after.generation());
                written(() -> book.put(key, after, ends));
            }
            return outcome.result().from(membership.list());
        });
    }

    private CompletionStage<Verdict> changeSession(
            SessionId session, Function<@Nullable SessionRecord, Outcome<SessionRecord, Verdict>> transition) {
        return inTurn(() -> {
            Outcome<SessionRecord, Verdict> outcome =
                    transition.apply(book.sessions().get(session));
            if (outcome.changed()) {
                written(() -> book.put(session, outcome.record(), false));
            }
            return outcome.result();
        });
    }

    /** Whether old bytes would come back if it were lost, or what a modifier has written would pass for what was there. */
    private static boolean mustSurvive(@Nullable CookieRecord before, @Nullable CookieRecord after) {
        if (after == null) {
            return false;
        }
        if (before == null) {
            return after.pendingFence() != null;
        }
        return !before.generation().equals(after.generation())
                || !before.modifiers()
                        .marks()
                        .keySet()
                        .containsAll(after.modifiers().marks().keySet());
    }

    /** When the disk fails nobody knows whether the change is on it: nothing is acknowledged, nothing changes here. */
    private static void written(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            log.atWarn().log("a record could not be written to the journal: {}", e.getMessage());
            throw new MetadataException(
                    ErrorCode.ENOBUFS, Reason.DISK_ERROR, "the record could not be written: " + e.getMessage());
        }
    }

    private <T> CompletionStage<T> inTurn(Supplier<T> task) {
        return run(turns, task);
    }

    private <T> CompletionStage<T> listed(Supplier<T> look) {
        return run(lists, look);
    }

    /** Completes exceptionally with what the task throws, as it is. */
    private static <T> CompletionStage<T> run(Executor executor, Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(task.get());
                } catch (MetadataException e) {
                    result.completeExceptionally(e);
                } catch (RuntimeException e) {
                    log.atError().setCause(e).log("an operation on a record failed");
                    result.completeExceptionally(new MetadataException(
                            ErrorCode.ENOBUFS, Reason.METADATA_FAILED, "the node's log has the cause"));
                }
            });
        } catch (RejectedExecutionException full) {
            result.completeExceptionally(new MetadataException(
                    ErrorCode.ENOBUFS, Reason.OVER_LIMIT, "too many operations on records are outstanding"));
        }
        return result;
    }

    /** All of it survives the loss of power; to be called after the last operation. */
    @Override
    public void close() throws IOException {
        book.close();
    }
}
