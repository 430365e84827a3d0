package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The answerer has applied the fence and, if it is a node, so have its clients.
 *
 * @param round of the fence
 * @param member which the answerer is; {@link MemberId#NONE} from a client
 * @param voterSetVersion for which the answerer answers as a voter; 0: it does not
 * @param granted from a voter: the members to which it has granted a lease that may still run (COHERENCE 3.2)
 */
public record FenceAck(long round, MemberId member, long voterSetVersion, List<MemberId> granted) implements Frame {
    public FenceAck {
        granted = List.copyOf(granted);
    }

    /** What a client answers. */
    public static FenceAck confirmed(long round) {
        return new FenceAck(round, MemberId.NONE, 0, List.of());
    }

    @Override
    public FrameType type() {
        return FrameType.FENCE_ACK;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(round);
        Wire.writeMemberId(out, member);
        out.writeLong(voterSetVersion);
        Wire.writeCount(out, granted.size(), Limits.MAX_VIEW_NODES, "granted");
        granted.forEach(each -> Wire.writeMemberId(out, each));
    }

    static FenceAck decode(ByteBuf in) {
        long round = Wire.readLong(in, "round");
        MemberId member = Wire.readMemberId(in);
        long version = Wire.readLong(in, "voter set version");
        int count = Wire.readCount(in, Limits.MAX_VIEW_NODES, "granted");
        List<MemberId> granted = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            granted.add(Wire.readMemberId(in));
        }
        return new FenceAck(round, member, version, granted);
    }
}
