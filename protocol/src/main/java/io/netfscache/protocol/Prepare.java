package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Asks a voter to take part in no lower ballot on the successor of a voter set any more. Answered by {@link BallotAnswer}.
 *
 * @param current the set whose successor is to be decided, itself decided
 */
public record Prepare(Ballot ballot, Voters current) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.PREPARE;
    }

    @Override
    public void encode(ByteBuf out) {
        ballot.encode(out);
        current.encode(out);
    }

    static Prepare decode(ByteBuf in) {
        return new Prepare(Ballot.decode(in), Voters.decode(in));
    }
}
