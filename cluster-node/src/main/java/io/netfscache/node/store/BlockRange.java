package io.netfscache.node.store;

/** Blocks {@code from} to {@code to} of a chunk, {@code to} excluded. */
record BlockRange(int from, int to) {
    BlockRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("not a range of blocks: [" + from + ", " + to + ")");
        }
    }

    int count() {
        return to - from;
    }

    boolean intersects(BlockRange other) {
        return from < other.to && other.from < to;
    }
}
