package io.netfscache.node.inspect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.NotCachedReport;
import io.netfscache.protocol.ObjectReport;
import io.netfscache.protocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Why objects were not cached lately, as this node and the clients of its sessions have met it. It remembers {@link
 * NodeLimits#EXPLAINED_OBJECTS} objects and the last {@link ObjectReport#MAX_RECENT} pairs of reason and reporter of each;
 * half of these places are the node's own, so that no client can make it forget them.
 * Safe for use by many threads; never blocks.
 */
public final class RecentReasons {
    private static final long MAX_COUNT = Long.MAX_VALUE / 2;
    private static final long MAX_AGE_MILLIS = TimeUnit.DAYS.toMillis(365);

    private record Met(Reason reason, String reporter, long count, long lastNanos) {
        boolean isLike(Met other) {
            return reason == other.reason && reporter.equals(other.reporter);
        }

        boolean isOwn() {
            return reporter.equals(ObjectReport.Recent.NODE);
        }
    }

    private final LongSupplier nanoClock;
    private final Cache<CookieId, List<Met>> objects = Caffeine.newBuilder()
            .maximumSize(NodeLimits.EXPLAINED_OBJECTS)
            .executor(Runnable::run)
            .build();

    public RecentReasons(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** This node has answered ENOBUFS. */
    public void refused(CookieId cookie, Reason reason) {
        add(cookie, new Met(reason, ObjectReport.Recent.NODE, 1, nanoClock.getAsLong()));
    }

    /** A client has told what it met. */
    void reported(String reporter, NotCachedReport report) {
        long now = nanoClock.getAsLong();
        for (NotCachedReport.Entry entry : report.entries()) {
            long age = TimeUnit.MILLISECONDS.toNanos(Math.min(entry.ageMillis(), MAX_AGE_MILLIS));
            add(
                    entry.cookie(),
                    new Met(entry.reason(), reporter, Math.min(entry.count(), NodeLimits.REPORTED_TIMES), now - age));
        }
    }

    /** The latest stands first. */
    private void add(CookieId cookie, Met met) {
        objects.asMap().merge(cookie, List.of(met), (known, added) -> {
            List<Met> next = new ArrayList<>(added);
            for (Met each : known) {
                if (each.isLike(met)) {
                    next.set(
                            0,
                            new Met(
                                    met.reason(),
                                    met.reporter(),
                                    Math.min(each.count() + met.count(), MAX_COUNT),
                                    met.lastNanos()));
                } else {
                    next.add(each);
                }
            }
            if (next.size() > ObjectReport.MAX_RECENT) {
                forgetOne(next);
            }
            return List.copyOf(next);
        });
    }

    /** The last of the kind that has more than half of the places: the node's own, or those that clients told. */
    private static void forgetOne(List<Met> met) {
        boolean own = met.stream().filter(Met::isOwn).count() > ObjectReport.MAX_RECENT / 2;
        for (int i = met.size() - 1; i >= 0; i--) {
            if (met.get(i).isOwn() == own) {
                met.remove(i);
                return;
            }
        }
    }

    /** The latest first. */
    List<ObjectReport.Recent> of(CookieId cookie) {
        List<Met> known = objects.getIfPresent(cookie);
        if (known == null) {
            return List.of();
        }
        long now = nanoClock.getAsLong();
        return known.stream()
                .map(met -> new ObjectReport.Recent(
                        met.reason(),
                        met.reporter(),
                        Math.max(0, TimeUnit.NANOSECONDS.toMillis(now - met.lastNanos())),
                        met.count()))
                .toList();
    }
}
