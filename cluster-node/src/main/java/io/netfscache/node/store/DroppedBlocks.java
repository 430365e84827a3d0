package io.netfscache.node.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Blocks of a chunk file that have been used and given up, as sorted ranges with gaps between. They are never present
 * again in this file: their pages may still be on their way to a client.
 */
record DroppedBlocks(List<BlockRange> ranges) {
    static final DroppedBlocks NONE = new DroppedBlocks(List.of());

    DroppedBlocks {
        ranges = List.copyOf(ranges);
    }

    boolean intersects(BlockRange range) {
        return ranges.stream().anyMatch(range::intersects);
    }

    /** With more ranges than a header has room for, the nearest are joined and what is between them is dropped too. */
    DroppedBlocks with(List<BlockRange> more) {
        List<BlockRange> all = new ArrayList<>(ranges);
        all.addAll(more);
        all.sort(Comparator.comparingInt(BlockRange::from));
        List<BlockRange> joined = joinWithin(all, 0);
        for (int gap = 1; joined.size() > StoreLimits.MAX_DROPPED_RANGES; gap *= 2) {
            joined = joinWithin(joined, gap);
        }
        return new DroppedBlocks(joined);
    }

    private static List<BlockRange> joinWithin(List<BlockRange> sorted, int gap) {
        List<BlockRange> joined = new ArrayList<>();
        for (BlockRange range : sorted) {
            int last = joined.size() - 1;
            if (range.count() == 0) {
                continue;
            }
            if (last >= 0 && range.from() - joined.get(last).to() <= gap) {
                BlockRange before = joined.get(last);
                joined.set(last, new BlockRange(before.from(), Math.max(before.to(), range.to())));
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    void removeFrom(BlockSet blocks) {
        for (BlockRange range : ranges) {
            blocks.remove(Math.min(range.from(), blocks.size()), Math.min(range.to(), blocks.size()));
        }
    }
}
