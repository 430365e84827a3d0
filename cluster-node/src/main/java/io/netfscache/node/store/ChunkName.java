package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The place of a chunk file: {@code <volume>/<bucket>/<key>.<chunk>}.
 *
 * @param volume encoded volume key
 * @param bucket first two hexadecimal digits of the cookie id: spreads a volume over 256 directories
 * @param key encoded object key
 */
record ChunkName(String volume, String bucket, String key, int chunk) {
    static ChunkName of(String volumeKey, Bytes objectKey, int chunk) {
        byte[] key = objectKey.toArray();
        String cookie = CookieId.of(volumeKey, key).toString();
        return new ChunkName(volumeName(volumeKey), cookie.substring(0, 2), FileNames.encode(key), chunk);
    }

    static ChunkName of(ObjectIdentity object, int chunk) {
        return of(object.volumeKey(), object.objectKey(), chunk);
    }

    static String volumeName(String volumeKey) {
        return FileNames.encode(volumeKey.getBytes(StandardCharsets.UTF_8));
    }

    /** Null when {@code file} is not the name of a chunk file. */
    static @Nullable ChunkName parse(String volume, String bucket, String file) {
        int dot = file.lastIndexOf('.');
        if (dot <= 0 || !file.substring(dot + 1).matches("[0-9]{1,9}|1[0-9]{9}")) {
            return null;
        }
        return new ChunkName(volume, bucket, file.substring(0, dot), Integer.parseInt(file.substring(dot + 1)));
    }

    static boolean isBucket(String folder) {
        return folder.matches("[0-9a-f]{2}");
    }

    ChunkName sibling(int otherChunk) {
        return new ChunkName(volume, bucket, key, otherChunk);
    }

    String fileName() {
        return key + "." + chunk;
    }

    Path in(Path volumes) {
        return volumes.resolve(volume).resolve(bucket).resolve(fileName());
    }

    /** The same for all chunks of an object. */
    int objectHash() {
        int hash = 31 * volume.hashCode() + key.hashCode();
        return hash ^ hash >>> 16;
    }
}
