package io.netfscache.protocol;

/**
 * Names one membership of a node: it gets a new one at each start and whenever it joins again. What one membership has
 * been granted or has promised says nothing of the next.
 */
public record MemberId(long high, long low) {
    /** No member; what a client answers with. */
    public static final MemberId NONE = new MemberId(0, 0);

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
