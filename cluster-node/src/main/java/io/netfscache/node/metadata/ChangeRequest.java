package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;

/**
 * Give an object new contents or remove it.
 *
 * @param base object part of the generation that the asker knows; none: it knows none. Whoever builds the request has
 *     compared the volume part with the volume's record
 * @param coherency new coherency data and size; the data is ignored with {@code keepAux}
 * @param dioWrite with {@link Change.Kind#INVALIDATE}: caching is off until nobody uses the object
 * @param range of a {@link Change.Kind#MODIFY}, whole blocks; else {@link ByteRange#ALL}
 * @param candidate the generation to take
 * @param marks of the session that writes past the cache, with {@code dioWrite}; else none
 */
public record ChangeRequest(
        OperationId operation,
        Change.Kind kind,
        String volumeKey,
        Bytes objectKey,
        Generation base,
        Coherency coherency,
        boolean keepAux,
        boolean dioWrite,
        ByteRange range,
        Generation candidate,
        Modifiers marks) {
    /** Without a mark. */
    public ChangeRequest(
            OperationId operation,
            Change.Kind kind,
            String volumeKey,
            Bytes objectKey,
            Generation base,
            Coherency coherency,
            boolean keepAux,
            boolean dioWrite,
            ByteRange range,
            Generation candidate) {
        this(
                operation,
                kind,
                volumeKey,
                objectKey,
                base,
                coherency,
                keepAux,
                dioWrite,
                range,
                candidate,
                Modifiers.NONE);
    }

    public CookieId cookie() {
        return CookieId.of(volumeKey, objectKey.toArray());
    }
}
