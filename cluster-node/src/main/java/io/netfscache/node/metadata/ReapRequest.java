package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.SessionId;

/**
 * Take away the mark of a session that has ended without a word: what it has written of the object nobody knows.
 *
 * @param sequence of the session's mark on the object; a higher one stays
 * @param candidate the generation to take
 */
public record ReapRequest(
        OperationId operation, CookieId cookie, SessionId session, long sequence, Generation candidate) {}
