package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records in Hazelcast's maps. Every stage completes on the executor given at construction.
 *
 * <p>An operation that can be answered from the record as it is costs one read-only processor, which waits for no backup.
 * Only when the record would change is it sent as a change, and decided again at the record's owner.
 */
public final class HazelcastRecords implements Records, SessionRecords {
    private final RecordMap<String, VolumeRecord> volumes;
    private final RecordMap<CookieId, CookieRecord> cookies;
    private final RecordMap<SessionId, SessionRecord> sessionMap;
    private final Rules rules;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final LongSupplier nanoClock;
    private final AtomicInteger outstanding = new AtomicInteger();

    /**
     * @param hazelcast the member that the node is now
     * @param timer runs time-outs and retries; neither takes long
     * @param executor runs the second step of an operation and whatever depends on the stages. Threads of its own: a
     *     direct one would call Hazelcast from a thread that Hazelcast forbids to. It and the timer are shut down after
     *     the last operation, else stages stay incomplete
     * @param nanoClock monotonic
     * @param rules that this node keeps when it answers by itself what would change nothing
     */
    public HazelcastRecords(
            Supplier<HazelcastInstance> hazelcast,
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier nanoClock,
            Rules rules) {
        this.volumes = new RecordMap<>(HazelcastSettings.VOLUMES, hazelcast);
        this.cookies = new RecordMap<>(HazelcastSettings.COOKIES, hazelcast);
        this.sessionMap = new RecordMap<>(SessionMap.NAME, hazelcast);
        this.rules = rules;
        this.timer = timer;
        this.executor = executor;
        this.nanoClock = nanoClock;
    }

    /** The records as one member reaches them that stays the same. */
    HazelcastRecords(
            HazelcastInstance hazelcast, ScheduledExecutorService timer, Executor executor, LongSupplier nanoClock) {
        this(() -> hazelcast, timer, executor, nanoClock, Rules.ALL);
    }

    @Override
    public CompletionStage<VolumeResult> acquireVolume(AcquireVolumeRequest request) {
        return readThenChange(
                volumes,
                request.volumeKey(),
                new LookUpVolumeProcessor(),
                record -> VolumeTransitions.acquire(record, request),
                new AcquireVolumeProcessor(request),
                VolumeResult::from,
                MetadataLimits.LOOK_UP_DEADLINE);
    }

    @Override
    public CompletionStage<VolumeResult> relinquishVolume(RelinquishVolumeRequest request) {
        return change(volumes, request.volumeKey(), new RelinquishVolumeProcessor(request), VolumeResult::from);
    }

    @Override
    public CompletionStage<Optional<VolumeRecord>> lookUpVolume(String key) {
        return run(volumes, key, new LookUpVolumeProcessor(), MetadataLimits.LOOK_UP_DEADLINE)
                .thenApply(reply -> Optional.ofNullable(reply.value()));
    }

    @Override
    public CompletionStage<Optional<CookieRecord>> lookUp(CookieId cookie) {
        return run(cookies, cookie, new LookUpProcessor(), MetadataLimits.LOOK_UP_DEADLINE)
                .thenApply(reply -> Optional.ofNullable(reply.value()).filter(record -> !record.retired()));
    }

    @Override
    public CompletionStage<CookieResult> use(UseRequest request) {
        return readThenChange(
                cookies,
                request.cookie(),
                new LookUpProcessor(),
                record -> CookieTransitions.use(record, request, rules),
                new UseProcessor(request),
                CookieResult::from,
                MetadataLimits.LOOK_UP_DEADLINE);
    }

    @Override
    public CompletionStage<CookieResult> unuse(UnuseRequest request) {
        return change(cookies, request.cookie(), new UnuseProcessor(request), CookieResult::from);
    }

    @Override
    public CompletionStage<CookieResult> change(ChangeRequest request) {
        return change(cookies, request.cookie(), new ChangeProcessor(request), CookieResult::from);
    }

    @Override
    public CompletionStage<CookieResult> enable(SeenRequest request) {
        return change(cookies, request.cookie(), new EnableProcessor(request), CookieResult::from);
    }

    @Override
    public CompletionStage<CookieResult> retireIdle(SeenRequest request) {
        return change(cookies, request.cookie(), new RetireIdleProcessor(request), CookieResult::from);
    }

    @Override
    public CompletionStage<CookieResult> touch(CookieId cookie, int hours) {
        return change(cookies, cookie, new TouchProcessor(hours), CookieResult::from);
    }

    @Override
    public CompletionStage<CookieResult> clearFence(CookieId cookie, Generation generation) {
        return change(cookies, cookie, new ClearFenceProcessor(generation), CookieResult::from);
    }

    @Override
    public CompletionStage<VolumeResult> clearVolumeFence(String key, Generation generation, Bytes coherency) {
        return change(volumes, key, new ClearVolumeFenceProcessor(generation, coherency), VolumeResult::from);
    }

    @Override
    public CompletionStage<Verdict> list(SessionId session, CookieId cookie, long sequence) {
        return run(sessionMap, session, new ListObjectProcessor(cookie, sequence), MetadataLimits.LOOK_UP_DEADLINE)
                .thenApply(HazelcastRecords::verdict);
    }

    @Override
    public CompletionStage<Verdict> strike(SessionId session, CookieId cookie, long sequence) {
        return run(sessionMap, session, new StrikeObjectProcessor(cookie, sequence), MetadataLimits.CHANGE_DEADLINE)
                .thenApply(HazelcastRecords::verdict);
    }

    private static Verdict verdict(OwnerReply<SessionResult> reply) {
        return Objects.requireNonNull(reply.value()).verdict();
    }

    @Override
    public CompletionStage<Set<SessionId>> heard(Set<SessionId> sessions) {
        return unknown(sessions, new HeardProcessor(true));
    }

    @Override
    public CompletionStage<Set<SessionId>> unknown(Set<SessionId> sessions) {
        return unknown(sessions, new HeardProcessor(false));
    }

    /** Not sent again: the next report is soon enough. */
    private CompletionStage<Set<SessionId>> unknown(Set<SessionId> sessions, HeardProcessor processor) {
        if (sessions.isEmpty()) {
            return CompletableFuture.completedFuture(Set.of());
        }
        CompletionStage<Map<SessionId, Boolean>> heard;
        try {
            heard = sessionMap.now().submitToKeys(sessions, processor);
        } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
            return CompletableFuture.failedFuture(e);
        }
        return heard.thenApplyAsync(
                known -> known.entrySet().stream()
                        .filter(each -> !each.getValue())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet()),
                executor);
    }

    @Override
    public CompletionStage<CookieResult> reap(ReapRequest request) {
        return change(cookies, request.cookie(), new ReapProcessor(request), CookieResult::from);
    }

    /** Both steps together have the deadline. A fence that the first finds left over goes by the members of that owner. */
    private <K, V, T> CompletionStage<T> readThenChange(
            RecordMap<K, V> map,
            K key,
            EntryProcessor<K, V, V> lookUp,
            Function<@Nullable V, Outcome<V, T>> transition,
            EntryProcessor<K, V, T> processor,
            BiFunction<T, MemberList, T> from,
            Duration deadline) {
        long start = nanoClock.getAsLong();
        return run(map, key, lookUp, deadline).thenCompose(found -> {
            V record = found.value();
            if (record != null) {
                Outcome<V, T> outcome = transition.apply(record);
                if (!outcome.changed()) {
                    return CompletableFuture.completedFuture(from.apply(outcome.result(), found.members()));
                }
            }
            Duration left = deadline.minusNanos(nanoClock.getAsLong() - start);
            return definite(run(map, key, processor, left), from);
        });
    }

    private <K, V, T> CompletionStage<T> change(
            RecordMap<K, V> map, K key, EntryProcessor<K, V, T> processor, BiFunction<T, MemberList, T> from) {
        return definite(run(map, key, processor, MetadataLimits.CHANGE_DEADLINE), from);
    }

    private <K, V, T> CompletableFuture<OwnerReply<T>> run(
            RecordMap<K, V> map, K key, EntryProcessor<K, V, T> processor, Duration deadline) {
        if (outstanding.incrementAndGet() > MetadataLimits.OUTSTANDING_OPERATIONS) {
            outstanding.decrementAndGet();
            return CompletableFuture.failedFuture(new MetadataException(
                    ErrorCode.ENOBUFS,
                    Reason.OVER_LIMIT,
                    MetadataLimits.OUTSTANDING_OPERATIONS + " operations on records are outstanding"));
        }
        return new RecordOperation<>(map, key, processor, deadline, timer, executor)
                .start()
                .whenComplete((value, error) -> outstanding.decrementAndGet());
    }

    /** Processors that change records always give a result. */
    private static <T> CompletionStage<T> definite(
            CompletableFuture<OwnerReply<T>> stage, BiFunction<T, MemberList, T> from) {
        return stage.thenApply(reply -> from.apply(Objects.requireNonNull(reply.value()), reply.members()));
    }
}
