package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Give an object a new generation: invalidate, update or retire it. Answered by {@link CookieReply} when the fence is complete; ETIMEDOUT means
 * that the outcome is unknown.
 *
 * @param operation makes a retry harmless
 * @param base the generation that the asker knows: the kinds that keep contents keep them only if it is still the current one; {@link ObjectGeneration#NONE}: the asker knows none
 * @param aux new coherency data
 * @param keepAux whether the coherency data stays as it is and {@code aux} is ignored
 * @param objectSize new size in bytes
 * @param dioWrite caching stays off until the last user has closed (INVAL_DIO_WRITE)
 * @param range of a MODIFY, whole blocks; else {@link ByteRange#ALL}
 * @param sequence with {@code dioWrite}: of the modifier's mark that the asker's session takes with it, as in {@link Use}; 0: it takes none, because
 *     it does not use the object
 */
public record Change(
        OperationId operation,
        Kind kind,
        String volumeKey,
        Bytes objectKey,
        ObjectGeneration base,
        Bytes aux,
        boolean keepAux,
        long objectSize,
        boolean dioWrite,
        ByteRange range,
        long sequence)
        implements Frame {
    /** Without a mark. */
    public Change(
            OperationId operation,
            Kind kind,
            String volumeKey,
            Bytes objectKey,
            ObjectGeneration base,
            Bytes aux,
            boolean keepAux,
            long objectSize,
            boolean dioWrite,
            ByteRange range) {
        this(operation, kind, volumeKey, objectKey, base, aux, keepAux, objectSize, dioWrite, range, 0);
    }

    /** Of the whole object. */
    public Change(
            OperationId operation,
            Kind kind,
            String volumeKey,
            Bytes objectKey,
            ObjectGeneration base,
            Bytes aux,
            boolean keepAux,
            long objectSize,
            boolean dioWrite) {
        this(operation, kind, volumeKey, objectKey, base, aux, keepAux, objectSize, dioWrite, ByteRange.ALL);
    }

    /** What happens to the contents. The id is the wire's. */
    public enum Kind {
        /** Everything goes. */
        INVALIDATE(1),
        /** New coherency data or size, everything within both sizes is kept. */
        UPDATE(2),
        /** The object is deleted cluster-wide, its record too. */
        RETIRE(3),
        /**
         * The bytes of {@link Change#range()} are being written (COHERENCE 6.1): they go, everything else is kept, with {@link
         * Change#keepAux()} coherency data and size too. Without, the origin has been written: what is stored from then on is what
         * goes with the new ones. Only if {@link Change#base()} is the current generation, else ESTALE with WRONG_GENERATION.
         */
        MODIFY(4);

        private final int id;

        Kind(int id) {
            this.id = id;
        }

        public int id() {
            return id;
        }

        static Kind of(int id) {
            return switch (id) {
                case 1 -> INVALIDATE;
                case 2 -> UPDATE;
                case 3 -> RETIRE;
                case 4 -> MODIFY;
                default -> throw new ProtocolException("unknown kind of change " + id);
            };
        }
    }

    @Override
    public FrameType type() {
        return FrameType.CHANGE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeOperationId(out, operation);
        out.writeByte(kind.id());
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
        base.encode(out);
        aux.encode(out, Limits.MAX_AUX_BYTES, "aux");
        out.writeByte(keepAux ? 1 : 0);
        out.writeLong(objectSize);
        out.writeByte(dioWrite ? 1 : 0);
        Wire.writeRange(out, range);
        out.writeLong(sequence);
    }

    static Change decode(ByteBuf in) {
        return new Change(
                Wire.readOperationId(in),
                Kind.of(Wire.readByte(in, "kind")),
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"),
                ObjectGeneration.decode(in),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "aux"),
                Wire.readBoolean(in, "keep aux"),
                Wire.readSize(in, "object size"),
                Wire.readBoolean(in, "dio write"),
                Wire.readRange(in, "range"),
                Wire.readSize(in, "sequence"));
    }
}
