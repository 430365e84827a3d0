package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A voter's answer to {@link Prepare} or {@link Accept}. What it agrees to is on its disk.
 *
 * @param agreed whether it does what it was asked
 * @param promised the highest ballot it has promised to
 * @param acceptedIn the ballot in which it has accepted; {@link Ballot#NONE}: it has not
 * @param accepted the set it has accepted, not known to be decided; {@link Voters#NONE}: none
 * @param known the set it knows to be decided
 */
public record BallotAnswer(boolean agreed, Ballot promised, Ballot acceptedIn, Voters accepted, Voters known)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.BALLOT_ANSWER;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeByte(agreed ? 1 : 0);
        promised.encode(out);
        acceptedIn.encode(out);
        accepted.encode(out);
        known.encode(out);
    }

    static BallotAnswer decode(ByteBuf in) {
        return new BallotAnswer(
                Wire.readBoolean(in, "agreed"),
                Ballot.decode(in),
                Ballot.decode(in),
                Voters.decode(in),
                Voters.decode(in));
    }
}
