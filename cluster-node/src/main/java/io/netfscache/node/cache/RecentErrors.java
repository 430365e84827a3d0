package io.netfscache.node.cache;

import io.netfscache.node.NodeLimits;
import java.util.ArrayDeque;
import java.util.Deque;

/** The errors of a disk within a while: are they too many? Any thread. */
final class RecentErrors {
    private final Deque<Long> nanos = new ArrayDeque<>();

    /** One more; whether there were {@link NodeLimits#DISK_ERRORS} lately, which are forgotten then. */
    synchronized boolean add(long now) {
        while (!nanos.isEmpty() && now - nanos.getFirst() > NodeLimits.DISK_ERRORS_WITHIN.toNanos()) {
            nanos.removeFirst();
        }
        nanos.addLast(now);
        if (nanos.size() < NodeLimits.DISK_ERRORS) {
            return false;
        }
        nanos.clear();
        return true;
    }
}
