package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.SessionId;

/**
 * Look an object up, make its record when there is none, and mark it as being modified by a session.
 *
 * @param offered what the asker has got from the origin
 * @param anySize whether the record's size is taken for right if it differs (WANT_CACHE_SIZE)
 * @param sequence of the session's marks on the object
 * @param candidate the generation to take when one is needed: its nonce as it is, its counter at least
 */
public record UseRequest(
        OperationId operation,
        String volumeKey,
        Bytes objectKey,
        Coherency offered,
        boolean anySize,
        SessionId session,
        boolean willModify,
        long sequence,
        Generation candidate) {
    public CookieId cookie() {
        return CookieId.of(volumeKey, objectKey.toArray());
    }
}
