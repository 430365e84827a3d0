package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answer to {@link Explain}: what one node knows of an object.
 *
 * @param serving whether it holds a serving lease
 * @param verified the generation that it has verified since it gained the lease; {@link ObjectGeneration#NONE}: none
 * @param sessions sessions of clients at this node that use the object
 * @param volume the volume's record, if this node owns it
 * @param object the object's record, if this node owns it
 * @param recent why it was not cached lately, the latest first; at most {@link #MAX_RECENT}
 */
public record ObjectReport(
        boolean serving,
        ObjectGeneration verified,
        int sessions,
        Optional<VolumeList.Entry> volume,
        Optional<CookieList.Entry> object,
        List<Recent> recent)
        implements Frame {
    /** Reasons that a node remembers of one object. */
    public static final int MAX_RECENT = 8;

    public ObjectReport {
        recent = List.copyOf(recent);
    }

    /**
     * Times at which the object was not cached for the same reason.
     *
     * @param reporter who met it: {@link #NODE}, or the principal or address of a client, which no client leaves empty
     * @param ageMillis since the last time
     * @param count how often
     */
    public record Recent(Reason reason, String reporter, long ageMillis, long count) {
        /** The node itself: no name that a principal could have. */
        public static final String NODE = "";

        void encode(ByteBuf out) {
            out.writeShort(reason.id());
            Wire.writeString(out, reporter, Limits.MAX_NAME_BYTES, "reporter");
            out.writeLong(ageMillis);
            out.writeLong(count);
        }

        static Recent decode(ByteBuf in) {
            return new Recent(
                    Reason.of(Wire.readShort(in, "reason")),
                    Wire.readString(in, Limits.MAX_NAME_BYTES, "reporter"),
                    Wire.readSize(in, "age"),
                    Wire.readSize(in, "count"));
        }
    }

    @Override
    public FrameType type() {
        return FrameType.OBJECT_REPORT;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeByte(serving ? 1 : 0);
        verified.encode(out);
        out.writeInt(sessions);
        out.writeByte(volume.isPresent() ? 1 : 0);
        volume.ifPresent(entry -> entry.encode(out));
        out.writeByte(object.isPresent() ? 1 : 0);
        object.ifPresent(entry -> entry.encode(out));
        Wire.writeCount(out, recent.size(), MAX_RECENT, "reasons");
        recent.forEach(each -> each.encode(out));
    }

    static ObjectReport decode(ByteBuf in) {
        boolean serving = Wire.readBoolean(in, "serving");
        ObjectGeneration verified = ObjectGeneration.decode(in);
        int sessions = Wire.readInt(in, "sessions");
        Optional<VolumeList.Entry> volume =
                Wire.readBoolean(in, "has volume") ? Optional.of(VolumeList.Entry.decode(in)) : Optional.empty();
        Optional<CookieList.Entry> object =
                Wire.readBoolean(in, "has object") ? Optional.of(CookieList.Entry.decode(in)) : Optional.empty();
        int count = Wire.readCount(in, MAX_RECENT, "reasons");
        List<Recent> recent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recent.add(Recent.decode(in));
        }
        return new ObjectReport(serving, verified, sessions, volume, object, recent);
    }
}
