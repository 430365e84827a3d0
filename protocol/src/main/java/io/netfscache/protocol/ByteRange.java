package io.netfscache.protocol;

/** A range of an object, in bytes from its start; {@code end} is the first byte that is not in it. */
public record ByteRange(long start, long end) {
    public static final ByteRange EMPTY = new ByteRange(0, 0);
    public static final ByteRange ALL = new ByteRange(0, Long.MAX_VALUE);

    public ByteRange {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: [" + start + ", " + end + ")");
        }
    }

    public boolean isEmpty() {
        return start == end;
    }

    public long length() {
        return end - start;
    }

    /** Whether there is nothing of it outside of {@code range}. */
    public boolean isWithin(ByteRange range) {
        return isEmpty() || (range.start <= start && end <= range.end);
    }

    /** The smallest range that has all of both. */
    public ByteRange union(ByteRange other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty() ? other : new ByteRange(Math.min(start, other.start), Math.max(end, other.end));
    }

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
