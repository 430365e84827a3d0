package io.netfscache.node.store;

import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;

/** What a write has to be like before anything of it is stored: whole blocks within the chunk, with their checksums. */
final class WriteCheck {
    private WriteCheck() {}

    /** @throws StoreException EINVAL when it is not what a write may be, or the bytes do not match their checksums */
    static BlockRange range(
            ChunkLayout layout, ObjectIdentity object, int chunk, long offset, ByteBuffer payload, Checksums checksums)
            throws StoreException {
        int bytes = chunk < 0 ? 0 : layout.bytesIn(chunk, object.objectSize());
        int length = payload.remaining();
        if (offset < 0 || length == 0 || offset > bytes - length) {
            throw malformed("[" + offset + ", +" + length + ") is not within the " + bytes + " bytes of the chunk");
        }
        boolean endsWithObject = offset + length == bytes;
        if (offset % Limits.BLOCK_BYTES != 0 || (length % Limits.BLOCK_BYTES != 0 && !endsWithObject)) {
            throw malformed("[" + offset + ", +" + length + ") is not made of whole blocks");
        }
        BlockRange range = new BlockRange((int) (offset / Limits.BLOCK_BYTES), ChunkLayout.blocks(offset + length));
        if (checksums.count() != range.count()) {
            throw malformed(checksums.count() + " checksums for " + range.count() + " blocks");
        }
        int mismatch = checksums.firstMismatch(payload);
        if (mismatch >= 0) {
            throw new StoreException(
                    ErrorCode.EINVAL,
                    Reason.CHECKSUM,
                    "block " + mismatch + " of the payload does not match its checksum");
        }
        return range;
    }

    private static StoreException malformed(String what) {
        return new StoreException(ErrorCode.EINVAL, Reason.MALFORMED, what);
    }
}
