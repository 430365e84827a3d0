package io.netfscache.netfs;

import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import java.util.Set;

/** What becomes of dirty pages (COHERENCE 5.5 and 6.1): the decisions, without the I/O. Immutable. */
final class PageRules {
    static final PageRules ALL = new PageRules(Set.of());

    /** What the cache is told when the origin has been changed. */
    enum CacheStep {
        /** The blocks that were changed, and then the new coherency data: the rest stays. */
        STORE,
        /** That nothing of before counts. */
        INVALIDATE
    }

    private final Set<PageSabotage> broken;

    PageRules(Set<PageSabotage> broken) {
        this.broken = Set.copyOf(broken);
    }

    /** From where on a file that was cut off at {@code cut} has nothing of before. */
    long nothingFrom(long cut) {
        return broken.contains(PageSabotage.TAIL_AFTER_SHRINK) ? roundUp(cut) : cut;
    }

    /**
     * How many bytes a read has that wants {@code wanted}, of which the origin's file has {@code below} and the file as it
     * is going to be {@code all}: what is between is zeroes.
     */
    int readable(int wanted, int below, long all) {
        int reach = (int) Math.max(0, Math.min(wanted, all));
        return broken.contains(PageSabotage.HOLE_AT_END) ? Math.min(reach, below) : reach;
    }

    /**
     * Whether the unwritten bytes of a page, of generation {@code captured}, are those of the generation that is changed.
     *
     * @param carries whether nothing of the page was dropped between the two
     */
    boolean isBase(ObjectGeneration captured, boolean carries) {
        return !captured.isNone() && (carries || broken.contains(PageSabotage.STALE_GENERATION_ON_WRITE));
    }

    /** What of a range of changed bytes is written to the origin: all of it. */
    ByteRange toOrigin(ByteRange changed) {
        if (!broken.contains(PageSabotage.LOST_LAST_BLOCK)) {
            return changed;
        }
        long whole = roundDown(changed.end());
        return whole <= changed.start() ? ByteRange.EMPTY : new ByteRange(changed.start(), whole);
    }

    /** What the origin and the cache are told of the size. */
    long endOfFile(long before, long after) {
        return after > before && broken.contains(PageSabotage.WRONG_END_OF_FILE) ? before : after;
    }

    /** Whether pages that have been written are clean. */
    boolean clearsMark() {
        return !broken.contains(PageSabotage.MARK_NOT_CLEARED);
    }

    /**
     * @param before what the origin's file was as the change began
     * @param made what the change has made of it
     * @param isCurrent whether the generation that was captured with {@code before} is still the current one
     * @param flags with which the cache is to be told
     */
    static CacheStep after(
            OriginAttributes before, OriginAttributes made, boolean isCurrent, Set<InvalidateFlag> flags) {
        // A cookie's coherency data keep their length.
        boolean fits = before.cacheable()
                && made.cacheable()
                && made.aux().length() == before.aux().length();
        return fits && isCurrent && flags.isEmpty() ? CacheStep.STORE : CacheStep.INVALIDATE;
    }

    static long roundDown(long bytes) {
        return bytes - bytes % Limits.BLOCK_BYTES;
    }

    static long roundUp(long bytes) {
        return bytes > Long.MAX_VALUE - Limits.BLOCK_BYTES ? bytes : roundDown(bytes + Limits.BLOCK_BYTES - 1);
    }
}
