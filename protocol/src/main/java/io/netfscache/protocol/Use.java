package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Look an object up, make its record when there is none, and mark it in use by the session. An {@code aux} or {@code objectSize} that differs
 * from the record's invalidates the object. Answered by {@link CookieReply} after every node has dropped the old contents.
 *
 * @param operation makes a retry harmless
 * @param sequence of this session's marks on the object; a lower one than the last is ignored (COHERENCE 7.1)
 * @param aux coherency data
 * @param objectSize in bytes
 * @param anySize whether the record's size is taken for right if it differs (WANT_CACHE_SIZE)
 * @param willModify whether the session is going to change the contents: the mark is in the record before the answer
 */
public record Use(
        OperationId operation,
        String volumeKey,
        Bytes objectKey,
        Bytes aux,
        long objectSize,
        boolean anySize,
        boolean willModify,
        long sequence)
        implements Frame {
    /** Of an object whose size the asker knows. */
    public Use(
            OperationId operation,
            String volumeKey,
            Bytes objectKey,
            Bytes aux,
            long objectSize,
            boolean willModify,
            long sequence) {
        this(operation, volumeKey, objectKey, aux, objectSize, false, willModify, sequence);
    }

    @Override
    public FrameType type() {
        return FrameType.USE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeOperationId(out, operation);
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
        aux.encode(out, Limits.MAX_AUX_BYTES, "aux");
        out.writeLong(objectSize);
        out.writeByte(anySize ? 1 : 0);
        out.writeByte(willModify ? 1 : 0);
        out.writeLong(sequence);
    }

    static Use decode(ByteBuf in) {
        return new Use(
                Wire.readOperationId(in),
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "aux"),
                Wire.readSize(in, "object size"),
                Wire.readBoolean(in, "any size"),
                Wire.readBoolean(in, "will modify"),
                Wire.readLong(in, "sequence"));
    }
}
