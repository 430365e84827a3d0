package io.netfscache.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names an object in requests: the first 16 bytes of SHA-256 over the length of the volume key, the volume key and the
 * object key. The record of the object holds both keys in full, and a look-up compares them.
 */
public record CookieId(long high, long low) implements Comparable<CookieId> {
    /** No id is less; no object has this one. */
    public static final CookieId LOWEST = new CookieId(0, 0);

    public static CookieId of(String volumeKey, byte[] objectKey) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        byte[] volume = volumeKey.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) volume.length);
        digest.update(volume);
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(objectKey));
        return new CookieId(hash.getLong(), hash.getLong());
    }

    /** In the order of the hexadecimal digits. */
    @Override
    public int compareTo(CookieId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
