package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A node asks a voter to renew its serving lease (COHERENCE 2.2). Answered by {@link RenewAck}. With a quorum of grants
 * for one round the lease runs until the time the round was sent plus {@link Limits#LEASE}.
 *
 * @param round of the node: all voters are asked in one round
 * @param voterSetVersion that the node knows
 * @param member which the node is now
 * @param joined version of the member list with which it joined
 * @param incarnation of the voter, as its last answer said; 0: none yet
 * @param confirmed number of the last fence retained by that incarnation that the node has applied, all before it too
 */
public record Renew(
        long round, long voterSetVersion, NodeId node, MemberId member, long joined, long incarnation, long confirmed)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.RENEW;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(round);
        out.writeLong(voterSetVersion);
        Wire.writeNodeId(out, node);
        Wire.writeMemberId(out, member);
        out.writeLong(joined);
        out.writeLong(incarnation);
        out.writeLong(confirmed);
    }

    static Renew decode(ByteBuf in) {
        return new Renew(
                Wire.readLong(in, "round"),
                Wire.readLong(in, "voter set version"),
                Wire.readNodeId(in),
                Wire.readMemberId(in),
                Wire.readSize(in, "joined"),
                Wire.readLong(in, "incarnation"),
                Wire.readSize(in, "confirmed"));
    }
}
