package io.netfscache.node.inspect;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.VerifiedObjects;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.node.session.Sessions;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CacheList;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieCounts;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieList;
import io.netfscache.protocol.CountCookies;
import io.netfscache.protocol.Explain;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.ListCookies;
import io.netfscache.protocol.ListVolumes;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.NotCachedReport;
import io.netfscache.protocol.ObjectReport;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Traffic;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.VolumeList;
import io.netfscache.protocol.VolumeTraffic;
import io.netfscache.protocol.VolumeTrafficReport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators, with or without a lease, from what this node has; nothing is changed by it. No call blocks. */
public final class Inspection {
    private static final Logger log = LoggerFactory.getLogger(Inspection.class);

    private final LocalRecords local;
    private final ServingLease lease;
    private final VerifiedObjects objects;
    private final Sessions sessions;
    private final CacheFigures caches;
    private final RecentReasons reasons;
    private final NodeStats stats;
    private final VolumeCounters volumes;

    public Inspection(
            LocalRecords local,
            ServingLease lease,
            VerifiedObjects objects,
            Sessions sessions,
            CacheFigures caches,
            RecentReasons reasons,
            NodeStats stats,
            VolumeCounters volumes) {
        this.local = local;
        this.lease = lease;
        this.objects = objects;
        this.sessions = sessions;
        this.caches = caches;
        this.reasons = reasons;
        this.stats = stats;
        this.volumes = volumes;
    }

    public CompletionStage<VolumeList> volumes(ListVolumes list) {
        return local.volumes(list.after(), list.limit() + 1).thenApply(found -> {
            List<VolumeList.Entry> entries =
                    found.stream().limit(list.limit()).map(Inspection::entry).toList();
            return new VolumeList(entries, found.size() > list.limit());
        });
    }

    /** What was read and stored on this node. */
    public VolumeTrafficReport traffic(VolumeTraffic asked) {
        return new VolumeTrafficReport(
                asked.volumeKeys().stream().map(volumes::traffic).toList());
    }

    /** The same of the volumes with the smallest keys. */
    public SortedMap<String, Traffic> traffic(int limit) {
        return volumes.smallest(limit);
    }

    public CompletionStage<CookieList> cookies(ListCookies list) {
        return local.cookies(list.volumeKey(), list.after(), list.limit() + 1).thenApply(found -> {
            List<CookieList.Entry> entries =
                    found.stream().limit(list.limit()).map(Inspection::entry).toList();
            return new CookieList(entries, found.size() > list.limit());
        });
    }

    public CompletionStage<CookieCounts> counts(CountCookies count) {
        return local.countCookies(Set.copyOf(count.volumeKeys()))
                .thenApply(counts -> new CookieCounts(count.volumeKeys().stream()
                        .map(key -> counts.getOrDefault(key, 0L))
                        .toList()));
    }

    public CompletionStage<CacheList> caches() {
        return CompletableFuture.completedFuture(caches.list());
    }

    public CompletionStage<ObjectReport> explain(Explain explain) {
        CookieId id = CookieId.of(explain.volumeKey(), explain.objectKey().toArray());
        return known(local.volume(explain.volumeKey()))
                .thenCombine(
                        known(local.cookie(id)),
                        (volume, cookie) -> new ObjectReport(
                                lease.held(),
                                objects.verified(id),
                                sessions.users(id),
                                volume.map(Inspection::entry),
                                cookie.map(Inspection::entry),
                                reasons.of(id)));
    }

    /** Without a quorum the records cannot be read: the rest of the answer is wanted all the more. */
    private static <T> CompletionStage<Optional<T>> known(CompletionStage<Optional<T>> record) {
        return record.exceptionally(error -> {
            log.atDebug().setCause(error).log("explained without the record");
            return Optional.empty();
        });
    }

    /** A client tells why objects were not cached. */
    public Ok reported(String reporter, NotCachedReport report) {
        reasons.reported(reporter, report);
        stats.add(
                Counter.REASONS_REPORTED,
                report.entries().stream()
                        .mapToLong(entry -> Math.min(entry.count(), NodeLimits.REPORTED_TIMES))
                        .sum());
        stats.add(Counter.REASONS_DROPPED, Math.min(report.dropped(), NodeLimits.REPORTED_TIMES));
        return new Ok();
    }

    /** This node has answered a request about records with ENOBUFS: remembered, if it is about one object. */
    public void refused(Frame request, Reason reason) {
        Optional<CookieId> object = Optional.empty();
        if (request instanceof Use use) {
            object = id(use.volumeKey(), use.objectKey());
        } else if (request instanceof LookUp lookUp) {
            object = id(lookUp.volumeKey(), lookUp.objectKey());
        } else if (request instanceof Change change) {
            object = id(change.volumeKey(), change.objectKey());
        }
        object.ifPresent(cookie -> reasons.refused(cookie, reason));
    }

    private static Optional<CookieId> id(String volumeKey, Bytes objectKey) {
        return Optional.of(CookieId.of(volumeKey, objectKey.toArray()));
    }

    private static VolumeList.Entry entry(VolumeRecord record) {
        return new VolumeList.Entry(
                record.key(), record.coherency(), record.generation(), record.owesFence(), record.cacheName());
    }

    private static CookieList.Entry entry(CookieRecord record) {
        return new CookieList.Entry(
                record.objectKey(),
                record.coherency().objectSize(),
                record.coherency().aux(),
                record.generation(),
                record.modifiers().marks().size(),
                record.disabled(),
                record.retired(),
                record.owesFence());
    }
}
