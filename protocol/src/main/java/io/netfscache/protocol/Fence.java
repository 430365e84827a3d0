package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * An object or a whole volume goes from generation {@code base} to {@code next}, dropping a range (COHERENCE 3.1): the one frame for every change.
 * A copy that is exactly {@code base} drops the range, whole blocks, and becomes {@code next}; any other copy that is not {@code next} goes whole. Between nodes and from a
 * session node to its clients. Answered by {@link FenceAck}.
 *
 * @param round names the attempt; a retry is a new round
 * @param voterSetVersion of the sender; 0 while there is no voter set
 * @param scope what is fenced; for a volume the object fields are empty and only the volume parts of the generations count
 * @param dropped bytes of the object that are dropped
 * @param objectSize new size in bytes
 * @param aux new coherency data; of a volume, which may stay in its generation and get other coherency data
 * @param modified whether somebody goes on modifying the object: its chunks that are dirty stay so (COHERENCE 7.3)
 * @param owner members of the cluster as the owner of the record had them when it made the change; unknown to clients
 */
public record Fence(
        long round,
        long voterSetVersion,
        Scope scope,
        String volumeKey,
        Bytes objectKey,
        ObjectGeneration base,
        ObjectGeneration next,
        ByteRange dropped,
        long objectSize,
        Bytes aux,
        boolean modified,
        MemberList owner)
        implements Frame {
    /** What a fence is about. The id is the wire's. */
    public enum Scope {
        OBJECT(1),
        VOLUME(2);

        private final int id;

        Scope(int id) {
            this.id = id;
        }

        public int id() {
            return id;
        }

        static Scope of(int id) {
            return switch (id) {
                case 1 -> OBJECT;
                case 2 -> VOLUME;
                default -> throw new ProtocolException("unknown scope of a fence " + id);
            };
        }
    }

    /** A fence of which the owner's members are not known. */
    public Fence(
            long round,
            long voterSetVersion,
            Scope scope,
            String volumeKey,
            Bytes objectKey,
            ObjectGeneration base,
            ObjectGeneration next,
            ByteRange dropped,
            long objectSize,
            Bytes aux) {
        this(
                round,
                voterSetVersion,
                scope,
                volumeKey,
                objectKey,
                base,
                next,
                dropped,
                objectSize,
                aux,
                false,
                MemberList.UNKNOWN);
    }

    /** A fence of something that nobody is modifying. */
    public Fence(
            long round,
            long voterSetVersion,
            Scope scope,
            String volumeKey,
            Bytes objectKey,
            ObjectGeneration base,
            ObjectGeneration next,
            ByteRange dropped,
            long objectSize,
            Bytes aux,
            MemberList owner) {
        this(round, voterSetVersion, scope, volumeKey, objectKey, base, next, dropped, objectSize, aux, false, owner);
    }

    /** The same change in a new round. */
    public Fence inRound(long newRound, long version) {
        return new Fence(
                newRound, version, scope, volumeKey, objectKey, base, next, dropped, objectSize, aux, modified, owner);
    }

    /** Whether a volume stays in its generation, so that nothing is dropped, and has {@link #aux} as its coherency data now. */
    public boolean isOfCoherencyOnly() {
        return scope == Scope.VOLUME && base.volume().equals(next.volume());
    }

    /** What becomes of a copy. */
    public enum Effect {
        /** It is what the fence makes of it already. */
        NONE,
        /** It loses the range and becomes {@link Fence#next()}. */
        DROP_RANGE,
        DROP_ALL
    }

    /** What becomes of a copy of that generation, on a node or a client (COHERENCE 3.1). */
    public Effect effectOn(ObjectGeneration copy, Rules rules) {
        if (copy.equals(next)) {
            return Effect.NONE;
        }
        boolean isBase = copy.equals(base) || rules.broken(Sabotage.CARRY_OVER_FROM_ANY_BASE);
        return isBase && !dropped.equals(ByteRange.ALL) ? Effect.DROP_RANGE : Effect.DROP_ALL;
    }

    /** The same fence for those who need not know the members. */
    public Fence withoutOwner() {
        return owner.equals(MemberList.UNKNOWN)
                ? this
                : new Fence(
                        round,
                        voterSetVersion,
                        scope,
                        volumeKey,
                        objectKey,
                        base,
                        next,
                        dropped,
                        objectSize,
                        aux,
                        modified,
                        MemberList.UNKNOWN);
    }

    /** The cookie id of the fenced object; meaningless for a volume. */
    public CookieId cookie() {
        return CookieId.of(volumeKey, objectKey.toArray());
    }

    @Override
    public FrameType type() {
        return FrameType.FENCE;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(round);
        out.writeLong(voterSetVersion);
        out.writeByte(scope.id());
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
        base.encode(out);
        next.encode(out);
        Wire.writeRange(out, dropped);
        out.writeLong(objectSize);
        aux.encode(out, Limits.MAX_AUX_BYTES, "aux");
        out.writeByte(modified ? 1 : 0);
        owner.encode(out);
    }

    static Fence decode(ByteBuf in) {
        return new Fence(
                Wire.readLong(in, "round"),
                Wire.readLong(in, "voter set version"),
                Scope.of(Wire.readByte(in, "scope")),
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"),
                ObjectGeneration.decode(in),
                ObjectGeneration.decode(in),
                Wire.readRange(in, "dropped"),
                Wire.readSize(in, "object size"),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "aux"),
                Wire.readBoolean(in, "modified"),
                MemberList.decode(in));
    }
}
