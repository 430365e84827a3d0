package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.SessionId;

/**
 * Take away a session's mark as a modifier.
 *
 * @param sequence of the session's marks on the object: that of the mark or a higher one
 * @param candidate the generation to take when the last modifier of a dirty object is done
 */
public record UnuseRequest(
        OperationId operation, CookieId cookie, SessionId session, long sequence, Generation candidate) {}
