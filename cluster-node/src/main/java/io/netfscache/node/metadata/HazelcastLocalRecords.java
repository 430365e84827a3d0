package io.netfscache.node.metadata;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.node.NodeException;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The records in this member's own partitions: each question looks at all of them. */
public final class HazelcastLocalRecords implements LocalRecords {
    private final Supplier<HazelcastInstance> hazelcast;
    private final Executor executor;
    private final Executor operators;
    private final long mostRecords;

    /**
     * @param hazelcast the member that the node is now
     * @param executor runs what blocks on Hazelcast, and whatever depends on the stages
     * @param operators the same for what operators ask, so that the owner's upkeep never waits for it
     */
    public HazelcastLocalRecords(Supplier<HazelcastInstance> hazelcast, Executor executor, Executor operators) {
        this(hazelcast, executor, operators, MetadataLimits.RECORDS);
    }

    /** @param mostRecords objects whose records this member should own; above that those used longest ago go */
    public HazelcastLocalRecords(
            Supplier<HazelcastInstance> hazelcast, Executor executor, Executor operators, long mostRecords) {
        this.hazelcast = hazelcast;
        this.mostRecords = mostRecords;
        this.executor = executor;
        this.operators = operators;
    }

    @Override
    public CompletionStage<PendingFences> pending() {
        return later(() -> {
            Map<CookieId, Generation> cookies = scan(
                    HazelcastSettings.COOKIES,
                    (CookieRecord record) -> next(record.pendingFence()),
                    MetadataLimits.PENDING_FOUND);
            Map<String, Generation> volumes = scan(
                    HazelcastSettings.VOLUMES,
                    (VolumeRecord record) -> next(record.pendingFence()),
                    MetadataLimits.PENDING_FOUND);
            return new PendingFences(cookies, volumes);
        });
    }

    @Override
    public CompletionStage<Map<CookieId, Modifiers>> marks() {
        return later(() -> scan(
                HazelcastSettings.COOKIES,
                (CookieRecord record) -> record.modifiers().isEmpty() ? null : record.modifiers(),
                MetadataLimits.MARKED_FOUND));
    }

    @Override
    public CompletionStage<Map<SessionId, SessionRecord>> sessions() {
        return later(() -> scan(SessionMap.NAME, (SessionRecord record) -> record, MetadataLimits.SESSIONS_FOUND));
    }

    @Override
    public CompletionStage<Map<CookieId, CookieRecord>> retired() {
        return later(() -> scan(
                HazelcastSettings.COOKIES,
                (CookieRecord record) -> record.retired() && record.pendingFence() == null ? record : null,
                MetadataLimits.RETIRED_FOUND));
    }

    @Override
    public CompletionStage<List<CookieRecord>> disabled(CookieId after, int limit) {
        return later(() -> smallest(
                HazelcastSettings.COOKIES,
                new SmallestScan<CookieId, CookieRecord>(after, limit, CookieRecord::mayBeEnabled)));
    }

    @Override
    public CompletionStage<Idle> idle(int limit) {
        return later(() -> {
            OldestScan<CookieId> scan = new OldestScan<>(limit);
            hazelcast
                    .get()
                    .<CookieId, CookieRecord>getMap(HazelcastSettings.COOKIES)
                    .localKeySet(new LocalLook<>(scan));
            return new Idle(scan.live(), mostRecords, scan.found());
        });
    }

    @Override
    public CompletionStage<Void> forget(Map<CookieId, Generation> retired) {
        return later(() -> forgotten(retired)).thenCompose(all -> all);
    }

    @Override
    public CompletionStage<List<VolumeRecord>> volumes(String after, int limit) {
        return answer(() -> smallest(
                HazelcastSettings.VOLUMES, new SmallestScan<String, VolumeRecord>(after, limit, record -> true)));
    }

    @Override
    public CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit) {
        return answer(() -> smallest(
                HazelcastSettings.COOKIES,
                new SmallestScan<CookieId, CookieRecord>(
                        after, limit, record -> record.volumeKey().equals(volumeKey))));
    }

    @Override
    public CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys) {
        return answer(() -> {
            Map<String, LongAdder> counts = new ConcurrentHashMap<>();
            volumeKeys.forEach(key -> counts.put(key, new LongAdder()));
            scan(
                    HazelcastSettings.COOKIES,
                    (CookieRecord record) -> {
                        LongAdder count = counts.get(record.volumeKey());
                        if (count != null) {
                            count.increment();
                        }
                        return null;
                    },
                    1);
            return counts.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, each -> each.getValue().sum()));
        });
    }

    @Override
    public CompletionStage<Optional<VolumeRecord>> volume(String key) {
        return owned(HazelcastSettings.VOLUMES, key);
    }

    @Override
    public CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie) {
        return owned(HazelcastSettings.COOKIES, cookie);
    }

    private <K, V> CompletionStage<Optional<V>> owned(String name, K key) {
        return answer(() -> {
                    HazelcastInstance member = hazelcast.get();
                    Member owner =
                            member.getPartitionService().getPartition(key).getOwner();
                    if (owner == null || !owner.localMember()) {
                        return CompletableFuture.completedFuture(Optional.<V>empty());
                    }
                    return member.<K, V>getMap(name)
                            .getAsync(key)
                            .thenApplyAsync(Optional::ofNullable, operators)
                            .toCompletableFuture();
                })
                .thenCompose(found -> found);
    }

    /** For operators, who are told why there is no answer. */
    private <T> CompletableFuture<T> answer(Supplier<T> look) {
        return later(look, operators).toCompletableFuture().exceptionally(error -> {
            throw refusal(NodeException.unwrap(error));
        });
    }

    private static MetadataException refusal(Throwable cause) {
        if (cause instanceof SplitBrainProtectionException) {
            return new MetadataException(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "too few members are in reach");
        } else if (cause instanceof HazelcastInstanceNotActiveException) {
            return new MetadataException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the node is shutting down");
        } else if (cause instanceof RejectedExecutionException) {
            return new MetadataException(ErrorCode.ENOBUFS, Reason.OVER_LIMIT, "too many questions at a time");
        }
        return new MetadataException(ErrorCode.ENOBUFS, Reason.METADATA_FAILED, "the records cannot be read: " + cause);
    }

    private <K extends Comparable<K>, V> List<V> smallest(String name, SmallestScan<K, V> scan) {
        hazelcast.get().<K, V>getMap(name).localKeySet(new LocalLook<>(scan));
        return scan.found();
    }

    private CompletableFuture<Void> forgotten(Map<CookieId, Generation> retired) {
        IMap<CookieId, CookieRecord> cookies = hazelcast.get().getMap(HazelcastSettings.COOKIES);
        return CompletableFuture.allOf(retired.entrySet().stream()
                        .map(each -> cookies.submitToKey(
                                each.getKey(), OwnedProcessor.of(new ForgetProcessor(each.getValue()))))
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .thenRunAsync(() -> {}, executor);
    }

    private <T> CompletionStage<T> later(Supplier<T> look) {
        return later(look, executor);
    }

    private static <T> CompletionStage<T> later(Supplier<T> look, Executor on) {
        try {
            return CompletableFuture.supplyAsync(look, on);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    private static @Nullable Generation next(@Nullable PendingFence fence) {
        return fence == null ? null : fence.next();
    }

    private <K, V, T> Map<K, T> scan(String name, Function<V, @Nullable T> seen, int limit) {
        IMap<K, V> map = hazelcast.get().getMap(name);
        LocalScan<K, V, T> scan = new LocalScan<>(seen, limit);
        map.localKeySet(new LocalLook<>(scan));
        return scan.found();
    }
}
