package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorReply;

/** A node answered with an error. */
final class NodeErrorException extends CacheException {
    private static final long serialVersionUID = 1L;

    private final transient Bytes detail;

    NodeErrorException(ErrorReply reply, String node) {
        super(reply.code(), reply.reason(), reply.message() + " [node " + node + "]");
        this.detail = reply.detail();
    }

    /** Presence bitmap of an ENODATA; empty otherwise. */
    Bytes detail() {
        return detail;
    }
}
