package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.charset.StandardCharsets;

/**
 * An object and the contents that are meant: the generation names the bytes, the size and the coherency data.
 *
 * @param objectSize in bytes
 * @param aux coherency data of the object
 * @param volumeCoherency coherency data of its volume
 * @param cacheName the cache that its volume is kept in; empty: the first one in service
 */
public record ObjectIdentity(
        String volumeKey,
        Bytes objectKey,
        ObjectGeneration generation,
        long objectSize,
        Bytes aux,
        Bytes volumeCoherency,
        String cacheName) {
    /** In the first cache in service. */
    public ObjectIdentity(
            String volumeKey,
            Bytes objectKey,
            ObjectGeneration generation,
            long objectSize,
            Bytes aux,
            Bytes volumeCoherency) {
        this(volumeKey, objectKey, generation, objectSize, aux, volumeCoherency, "");
    }

    public ObjectIdentity {
        require(1, volumeKey.getBytes(StandardCharsets.UTF_8).length, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        require(1, objectKey.length(), Limits.MAX_OBJECT_KEY_BYTES, "object key");
        require(0, aux.length(), Limits.MAX_AUX_BYTES, "aux");
        require(0, volumeCoherency.length(), Limits.MAX_AUX_BYTES, "volume coherency");
        if (objectSize < 0) {
            throw new IllegalArgumentException("object size is negative: " + objectSize);
        }
    }

    private static void require(int least, int length, int most, String what) {
        if (length < least || length > most) {
            throw new IllegalArgumentException(
                    what + " has " + length + " bytes; allowed are " + least + " to " + most);
        }
    }

    /** Computed at each call (SHA-256): keep it where it is used often. */
    public CookieId cookieId() {
        return CookieId.of(volumeKey, objectKey.toArray());
    }

    /** The same contents in a volume that has other coherency data now. */
    public ObjectIdentity inVolumeOf(Bytes otherCoherency) {
        return new ObjectIdentity(volumeKey, objectKey, generation, objectSize, aux, otherCoherency, cacheName);
    }

    ObjectIdentity relabelled(ObjectGeneration next, long size, Bytes nextAux) {
        return new ObjectIdentity(volumeKey, objectKey, next, size, nextAux, volumeCoherency, cacheName);
    }
}
