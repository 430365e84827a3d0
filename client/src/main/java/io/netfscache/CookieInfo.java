package io.netfscache;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;

/**
 * An object's record.
 *
 * @param key 1 to 255 bytes
 * @param size of the object, in bytes
 * @param aux coherency data
 * @param generation object part of the pair that names the contents
 * @param modifiers sessions that are changing the contents
 * @param disabled whether caching is off until the last user has closed (DIO_WRITE)
 * @param retired whether the object was deleted a short while ago
 * @param fencePending whether the latest change is not known to have reached everybody
 */
public record CookieInfo(
        String volumeKey,
        Bytes key,
        CookieId id,
        long size,
        Bytes aux,
        Generation generation,
        int modifiers,
        boolean disabled,
        boolean retired,
        boolean fencePending) {}
