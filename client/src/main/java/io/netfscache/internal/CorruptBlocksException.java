package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.util.List;

/** Blocks of a DATA did not match their checksums: they are missing. */
final class CorruptBlocksException extends CacheException {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> blocks;

    CorruptBlocksException(List<Integer> blocks, String message) {
        super(ErrorCode.ENODATA, Reason.CHECKSUM, message);
        this.blocks = List.copyOf(blocks);
    }

    /** Indices within the payload. */
    List<Integer> blocks() {
        return blocks;
    }
}
