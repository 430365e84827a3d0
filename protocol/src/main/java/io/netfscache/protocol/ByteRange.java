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

    @Override
    public String toString() {
        return "[" + start + ", " + end + ")";
    }
}
