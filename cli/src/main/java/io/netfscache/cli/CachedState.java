package io.netfscache.cli;

import io.netfscache.ChunkLocation;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.VolumeInfo;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a file is cached, and why not all of it.
 *
 * @param bytes of the file that nodes hold
 * @param verdict in one sentence, for people
 */
record CachedState(Extent extent, long bytes, String verdict) {
    /** How much. */
    enum Extent {
        ALL("all"),
        PARTLY("partly"),
        NONE("-");

        private final String text;

        Extent(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Judges what the cluster knows against what the origin says.
     */
    static CachedState of(OriginAnswer answer, Explanation known) {
        OriginAttributes origin = answer.said();
        if (answer.missing()) {
            return none("not cached: the origin has no such file" + leftOver(known));
        }
        if (origin != null && !origin.cacheable()) {
            return none(Remedies.after("not cached: " + origin.notCached().text(), origin.notCached()));
        }
        if (known.nodes().stream().noneMatch(Explanation.OfNode::reachable)) {
            return none("not cached: no node answers; 'netfs-cache status' tells why");
        }
        Optional<CookieInfo> found = known.object();
        if (found.isEmpty()) {
            return none("not cached: the cluster has no record of it" + lately(known)
                    + "; 'netfs-cache warm' reads it into the cache");
        }
        CookieInfo object = found.get();
        if (object.retired()) {
            return none("not cached: it was deleted a short while ago");
        }
        if (object.disabled()) {
            return none(
                    Remedies.after("not cached: " + Reason.DISABLED_BY_DIO_WRITE.text(), Reason.DISABLED_BY_DIO_WRITE));
        }
        if (origin != null && !(object.aux().equals(origin.aux()) && object.size() == origin.size())) {
            return none("not cached: what the cluster knows is another version than the origin has now; the next open"
                    + " takes the new one");
        }
        return present(object, known, origin == null);
    }

    private static CachedState present(CookieInfo object, Explanation known, boolean unsure) {
        long bytes = presentBytes(known);
        String caveat = unsure ? ", if it has not changed: the origin does not answer" : "";
        if (bytes == 0 && object.size() > 0) {
            return none("not cached: the cluster knows the file, but no node has any of it" + lately(known));
        }
        if (unsure && object.size() == 0) {
            return none("not known: the record is of an empty file, and the origin does not answer");
        }
        if (bytes < object.size()) {
            return new CachedState(
                    Extent.PARTLY,
                    bytes,
                    "cached partly: " + ByteSize.format(bytes) + " of " + ByteSize.format(object.size())
                            + "; the rest comes from the origin at the next read" + caveat + lately(known));
        }
        return new CachedState(Extent.ALL, bytes, "cached fully" + notServed(object, known) + caveat);
    }

    private static String notServed(CookieInfo object, Explanation known) {
        if (known.nodes().stream().noneMatch(Explanation.OfNode::serving)) {
            return ", but no node serves now; 'netfs-cache status' tells why";
        }
        if (object.fencePending()
                || known.volume().filter(VolumeInfo::fencePending).isPresent()) {
            return ", but an invalidation is not complete: reads may go to the origin until it is";
        }
        return "";
    }

    /** An open asks the origin first, so nobody gets what nodes still have. */
    private static String leftOver(Explanation known) {
        long bytes = presentBytes(known);
        return bytes == 0
                ? ""
                : "; nodes still hold " + ByteSize.format(bytes) + " of the one that it had, which no open is given";
    }

    private static CachedState none(String verdict) {
        return new CachedState(Extent.NONE, 0, verdict);
    }

    /** Bytes that some node has; where several have a chunk, those of the one that has most of it. */
    private static long presentBytes(Explanation known) {
        Map<Integer, Long> byChunk = new HashMap<>();
        for (ChunkLocation location : known.chunks()) {
            byChunk.merge(location.chunk(), location.presentBytes(), Math::max);
        }
        return byChunk.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String lately(Explanation known) {
        return known.recent().stream()
                .findFirst()
                .map(last -> Remedies.after(
                        "; the last time because " + last.reason().text(), last.reason()))
                .orElse("");
    }
}
