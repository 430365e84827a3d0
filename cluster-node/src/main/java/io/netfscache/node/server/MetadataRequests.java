package io.netfscache.node.server;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.Fences;
import io.netfscache.node.coherence.GenerationSource;
import io.netfscache.node.coherence.KnownVolume;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.metadata.AcquireVolumeRequest;
import io.netfscache.node.metadata.ChangeRequest;
import io.netfscache.node.metadata.Coherency;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.CookieResult;
import io.netfscache.node.metadata.Modifiers;
import io.netfscache.node.metadata.ReapRequest;
import io.netfscache.node.metadata.Records;
import io.netfscache.node.metadata.RelinquishVolumeRequest;
import io.netfscache.node.metadata.SeenRequest;
import io.netfscache.node.metadata.SessionRecords;
import io.netfscache.node.metadata.UnuseRequest;
import io.netfscache.node.metadata.UseRequest;
import io.netfscache.node.metadata.Verdict;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.node.metadata.VolumeResult;
import io.netfscache.node.session.Sessions;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.VolumeAcquired;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Requests about records. Each runs one entry processor at the record's owner, carries the fence that this asks for to
 * all nodes, and only then is answered.
 *
 * <p>It is one class because the order of all of them is one thing: what is asked about an object takes its turn, whoever
 * asks and whatever it is. A look-up, a change or a close that lived elsewhere would have to share the turns, the notes of
 * who uses what and the list of what is disabled. It is read from top to bottom as a client's life with an object goes:
 * acquire its volume, look it up, change it, give it back.
 */
public final class MetadataRequests {
    private final Records records;
    private final SessionRecords sessionRecords;
    private final KnownVolumes volumes;
    private final Sessions sessions;
    private final Settlement settlement;
    private final AnswerGuard answers;
    private final GenerationSource generations;
    private final RandomGenerator random;
    private final Rules rules;
    private final Predicate<String> hasCache;
    private final String usualCache;
    /**
     * What a client asks about an object reaches the record in the order in which it was asked: a look-up that a change
     * overtakes would bring coherency data back that the change has moved away from.
     */
    private final Turns<CookieId> turns = new Turns<>();

    private final UseNotes notes;
    /** Objects that somebody here has been told to be disabled, those told last. */
    private final Set<CookieId> disabled = Collections.newSetFromMap(Caffeine.newBuilder()
            .maximumSize(NodeLimits.DISABLED_REMEMBERED)
            .executor(Runnable::run)
            .<CookieId, Boolean>build()
            .asMap());

    private volatile Function<CookieId, CompletionStage<Boolean>> closed =
            cookie -> CompletableFuture.completedFuture(false);

    public MetadataRequests(
            Records records,
            SessionRecords sessionRecords,
            KnownVolumes volumes,
            Sessions sessions,
            Fences fences,
            AnswerGuard answers,
            GenerationSource generations,
            RandomGenerator random,
            Rules rules,
            Predicate<String> hasCache,
            String usualCache) {
        this.records = records;
        this.sessionRecords = sessionRecords;
        this.volumes = volumes;
        this.sessions = sessions;
        this.settlement = new Settlement(records, volumes, fences, rules);
        this.answers = answers;
        this.generations = generations;
        this.notes = new UseNotes(records::touch, generations::hours);
        this.random = random;
        this.rules = rules;
        this.hasCache = hasCache;
        this.usualCache = usualCache;
    }

    /**
     * Calls {@code told} with each object that a session has closed and that was disabled. Look-ups of it that come after
     * the close wait for what it returns, which always completes. To be called before the first request.
     */
    void whenClosed(Function<CookieId, CompletionStage<Boolean>> told) {
        closed = told;
    }

    public CompletionStage<Frame> acquireVolume(SessionId session, AcquireVolume acquire) {
        Keys.checkVolume(acquire.volumeKey());
        requireCache(acquire.cacheName());
        sessions.useVolume(session, acquire.volumeKey());
        AnswerGuard.Question question = answers.ask();
        return acquired(acquire, acquire.cacheName())
                .thenCompose(result -> isWhereItIs(result, acquire.cacheName())
                        ? acquired(acquire, "")
                        : CompletableFuture.completedFuture(result))
                .thenCompose(result -> settlement.settle(acquire.volumeKey(), result))
                .thenApply(result -> {
                    VolumeRecord record = present(result.record());
                    answers.requireCounts(question, record.key(), record.generation());
                    return new VolumeAcquired(record.generation(), result.invalidated(), record.cacheName());
                });
    }

    private CompletionStage<VolumeResult> acquired(AcquireVolume acquire, String cacheName) {
        return records.acquireVolume(new AcquireVolumeRequest(
                acquire.operation(), acquire.volumeKey(), cacheName, acquire.coherency(), generations.next()));
    }

    /** Whether a volume that was acquired without a name was refused for the name of the cache that it is in. */
    private boolean isWhereItIs(VolumeResult result, String cacheName) {
        VolumeRecord record = result.record();
        return result.verdict() == Verdict.OTHER_CACHE
                && record != null
                && record.cacheName().isEmpty()
                && cacheName.equals(usualCache);
    }

    public CompletionStage<Frame> relinquishVolume(RelinquishVolume relinquish) {
        Keys.checkVolume(relinquish.volumeKey());
        return records.relinquishVolume(new RelinquishVolumeRequest(
                        relinquish.operation(),
                        relinquish.volumeKey(),
                        relinquish.coherency(),
                        relinquish.base(),
                        relinquish.invalidate(),
                        generations.next()))
                .thenCompose(result -> settlement.settle(relinquish.volumeKey(), result))
                .thenApply(result -> new Ok());
    }

    /**
     * The interest, in the volume too, is registered before the record is asked for, so that no fence in between is missed
     * (COHERENCE 5.1); a client that has come from another session node acquired the volume there. Not before its turn: who
     * opens a disabled object after the last one has closed it is not one of those who have it open.
     */
    public CompletionStage<Frame> use(SessionId session, Use use) {
        Keys.check(use.volumeKey(), use.objectKey());
        CookieId cookie = CookieId.of(use.volumeKey(), use.objectKey().toArray());
        AnswerGuard.Question question = answers.ask();
        boolean late = rules.broken(Sabotage.INTEREST_AFTER_PROCESSOR);
        CompletionStage<CookieResult> used = turns.take(cookie, () -> {
            if (!late) {
                register(session, cookie, use);
            }
            return volume(use.volumeKey())
                    .thenCompose(volume -> listed(session, cookie, use.willModify(), use.sequence())
                            .thenCompose(listed -> records.use(new UseRequest(
                                    use.operation(),
                                    use.volumeKey(),
                                    use.objectKey(),
                                    new Coherency(use.aux(), use.objectSize()),
                                    use.anySize(),
                                    session,
                                    use.willModify(),
                                    use.sequence(),
                                    generations.next()))));
        });
        return used.thenCompose(result -> volume(use.volumeKey())
                .thenCompose(volume -> settlement
                        .settle(volume, use.objectKey(), result)
                        .thenApply(settled -> {
                            CookieRecord record = present(settled.record());
                            // Also of a record that owed a fence: its owner may have been replaced (COHERENCE 4.2).
                            answers.requireCounts(question, cookie, record.generation());
                            if (late) {
                                register(session, cookie, use);
                            }
                            notes.used(cookie, record.lastUsedHours());
                            return reply(volume, cookie, record, settled.created());
                        })));
    }

    /** A modifier's object is listed in its session's record before the object's record is marked (COHERENCE 7.1). */
    private CompletionStage<Verdict> listed(SessionId session, CookieId cookie, boolean modifies, long sequence) {
        if (!modifies) {
            return CompletableFuture.completedFuture(Verdict.DONE);
        }
        return sessionRecords.list(session, cookie, sequence).thenApply(verdict -> {
            Settlement.refuse(verdict);
            return verdict;
        });
    }

    private void register(SessionId session, CookieId cookie, Use use) {
        sessions.useVolume(session, use.volumeKey());
        sessions.use(session, cookie, use.willModify(), use.sequence());
    }

    public CompletionStage<Frame> lookUp(LookUp lookUp) {
        Keys.check(lookUp.volumeKey(), lookUp.objectKey());
        CookieId cookie = CookieId.of(lookUp.volumeKey(), lookUp.objectKey().toArray());
        AnswerGuard.Question question = answers.ask();
        return volume(lookUp.volumeKey())
                .thenCompose(volume -> records.lookUp(cookie).thenApply(found -> {
                    CookieRecord record = found.orElseThrow(() -> noSuch("there is no record of object " + cookie));
                    answers.requireCounts(question, cookie, record.generation());
                    return reply(volume, cookie, record, false);
                }));
    }

    /**
     * Who writes past the cache gets a modifier's mark by the very operation that turns caching off, so that it is counted
     * wherever its session goes: see {@link DisabledObjects}.
     */
    public CompletionStage<Frame> change(SessionId session, Change change) {
        Keys.check(change.volumeKey(), change.objectKey());
        Keys.checkRange(change.range());
        CookieId cookie = CookieId.of(change.volumeKey(), change.objectKey().toArray());
        boolean marks = change.kind() == Change.Kind.INVALIDATE && change.dioWrite() && change.sequence() > 0;
        if (marks) {
            sessions.useVolume(session, change.volumeKey());
            sessions.use(session, cookie, true, change.sequence());
        }
        CompletionStage<CookieResult> made = turns.take(
                cookie,
                () -> volume(change.volumeKey())
                        .thenCompose(volume -> listed(session, cookie, marks, change.sequence())
                                .thenCompose(listed -> records.change(new ChangeRequest(
                                        change.operation(),
                                        change.kind(),
                                        change.volumeKey(),
                                        change.objectKey(),
                                        base(volume, change.base()),
                                        new Coherency(change.aux(), change.objectSize()),
                                        change.keepAux(),
                                        change.dioWrite(),
                                        change.range(),
                                        generations.next(),
                                        marks ? Modifiers.NONE.with(session, change.sequence()) : Modifiers.NONE)))));
        return made.thenCompose(result -> volume(change.volumeKey())
                .thenCompose(volume -> settlement
                        .settle(volume, change.objectKey(), result)
                        .thenApply(settled -> {
                            requireVolumeOf(change, volume);
                            return changed(volume, cookie, settled);
                        })));
    }

    /**
     * What a modifier wrote before the volume was invalidated may be older than what the origin had by then: it is not told
     * a generation of the volume as it is now, to store that under.
     */
    private static void requireVolumeOf(Change change, KnownVolume volume) {
        if (change.kind() == Change.Kind.MODIFY && !change.base().volume().equals(volume.generation())) {
            throw new NodeException(
                    ErrorCode.ESTALE,
                    Reason.WRONG_GENERATION,
                    "volume " + change.volumeKey() + " was invalidated while the object was modified");
        }
    }

    /** A base of another volume generation is no base: its volume part, which no object has, stands for that. */
    private static Generation base(KnownVolume volume, ObjectGeneration base) {
        return base.isNone() || base.volume().equals(volume.generation()) ? base.object() : base.volume();
    }

    private Frame changed(KnownVolume volume, CookieId cookie, CookieResult result) {
        CookieRecord record = result.record();
        return record != null && !record.retired()
                ? reply(volume, cookie, record, result.created())
                : new CookieReply(cookie, ObjectGeneration.NONE, Bytes.EMPTY, 0, false, false);
    }

    public CompletionStage<Frame> unuse(SessionId session, Unuse unuse) {
        List<CompletableFuture<?>> gone = new ArrayList<>();
        for (Unuse.Mark mark : latest(unuse.marks())) {
            CookieId cookie = mark.cookie();
            // After the look-ups that were asked before it: one of those would make the mark again.
            CompletableFuture<?> unmarked = turns.take(cookie, () -> unmark(session, mark))
                    .thenCompose(result -> result.isEmpty() ? done() : settled(session, mark, result.get()))
                    .toCompletableFuture();
            gone.add(unmarked);
            if (disabled.contains(cookie)) {
                CompletionStage<Boolean> unusedTurn =
                        turns.take(cookie, () -> unmarked.thenCompose(done -> unused(cookie)));
            }
        }
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new)).thenApply(all -> new Ok());
    }

    /** One for each object: the last of a session's marks on it takes those before with it. */
    private static Collection<Unuse.Mark> latest(List<Unuse.Mark> marks) {
        Map<CookieId, Unuse.Mark> latest = new LinkedHashMap<>();
        marks.forEach(mark -> latest.merge(
                mark.cookie(),
                mark,
                (one, other) -> new Unuse.Mark(
                        mark.cookie(),
                        Math.max(one.sequence(), other.sequence()),
                        one.modified() || other.modified())));
        return latest.values();
    }

    private static CompletionStage<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    /** Whom this node knows to use it need not be asked for elsewhere: of many who close it the last one asks. */
    private CompletionStage<Boolean> unused(CookieId cookie) {
        return sessions.users(cookie) > 0 ? CompletableFuture.completedFuture(false) : closed.apply(cookie);
    }

    /** What has become of the record, if the session's mark in it has to go. */
    private CompletionStage<Optional<CookieResult>> unmark(SessionId session, Unuse.Mark mark) {
        // Also a mark that was made through another session node, of which this one knows nothing.
        boolean marked = sessions.unuse(session, mark.cookie(), mark.sequence()) || mark.modified();
        return marked
                ? records.unuse(new UnuseRequest(
                                operation(), mark.cookie(), session, mark.sequence(), generations.next()))
                        .thenApply(Optional::of)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private CompletionStage<Void> settled(SessionId session, Unuse.Mark mark, CookieResult result) {
        return settlement
                .settle(result)
                .thenCompose(settled -> sessionRecords.strike(session, mark.cookie(), mark.sequence()))
                .thenAccept(struck -> {});
    }

    /** The session ended without a word: its mark on the object goes, and what it may have written has a new generation. */
    public CompletionStage<CookieResult> reap(SessionId session, CookieId cookie, long sequence) {
        return sessionRecords
                .reap(new ReapRequest(operation(), cookie, session, sequence, generations.next()))
                .thenCompose(settlement::settle);
    }

    /** Nobody uses the object any more: its caching comes on again, unless something has happened since {@code seen}. */
    CompletionStage<CookieResult> enable(CookieId cookie, Generation seen) {
        return records.enable(new SeenRequest(operation(), cookie, seen, generations.next()))
                .thenCompose(settlement::settle)
                .thenApply(result -> {
                    disabled.remove(cookie);
                    return result;
                });
    }

    /** Nobody has used the object for long: it goes, unless something has happened since {@code seen}. */
    CompletionStage<CookieResult> retireIdle(CookieId cookie, Generation seen) {
        return records.retireIdle(new SeenRequest(operation(), cookie, seen, generations.next()))
                .thenCompose(settlement::settle);
    }

    /** Carries the fence that the record of an object owes, if it still owes one. Nothing has the generation "none". */
    public CompletionStage<CookieResult> finish(CookieId cookie) {
        return records.clearFence(cookie, Generation.NONE).thenCompose(settlement::settle);
    }

    /** Carries the fence that the record of a volume owes, if it still owes one. */
    public CompletionStage<VolumeResult> finishVolume(String key) {
        return records.clearVolumeFence(key, Generation.NONE, Bytes.EMPTY)
                .thenCompose(result -> settlement.settle(key, result));
    }

    /** This node need not have it itself: data go to those that do. */
    private void requireCache(String name) {
        if (!name.isEmpty() && !hasCache.test(name)) {
            throw new NodeException(
                    ErrorCode.ENOBUFS,
                    Reason.NO_SUCH_CACHE,
                    "no node has a cache \"" + name + "\"; 'netfs-cache caches' lists those there are");
        }
    }

    private OperationId operation() {
        return new OperationId(random.nextLong(), random.nextLong());
    }

    private CompletionStage<KnownVolume> volume(String key) {
        return volumes.find(key)
                .thenApply(found -> found.orElseThrow(() -> noSuch("volume \"" + key + "\" has not been acquired")));
    }

    private static <T> T present(@Nullable T record) {
        if (record == null) {
            throw noSuch("the record has gone");
        }
        return record;
    }

    private static NodeException noSuch(String message) {
        return new NodeException(ErrorCode.ENODATA, Reason.NO_SUCH_OBJECT, message);
    }

    private Frame reply(KnownVolume volume, CookieId cookie, CookieRecord record, boolean created) {
        if (record.disabled()) {
            disabled.add(cookie);
        } else {
            // Also when another node has turned caching on.
            disabled.remove(cookie);
        }
        return new CookieReply(
                cookie,
                new ObjectGeneration(volume.generation(), record.generation()),
                record.coherency().aux(),
                record.coherency().objectSize(),
                created,
                record.disabled());
    }
}
