package io.netfscache.protocol;

/**
 * A name for immutable contents: a counter and a random nonce. Two generations are equal or different; their order
 * means nothing and is never used (COHERENCE 1.2).
 */
public record Generation(long counter, long nonce) {
    /** No generation: nothing is stored under it and no copy is equal to it. */
    public static final Generation NONE = new Generation(0, 0);

    public boolean isNone() {
        return counter == 0 && nonce == 0;
    }

    @Override
    public String toString() {
        return Long.toHexString(counter) + "-" + Long.toHexString(nonce);
    }
}
