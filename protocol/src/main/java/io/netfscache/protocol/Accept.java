package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Asks a voter to accept the next voter set, after which it answers for the present one no more. With a quorum of the
 * present voters the next set is decided. Answered by {@link BallotAnswer}.
 */
public record Accept(Ballot ballot, Voters next) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.ACCEPT;
    }

    @Override
    public void encode(ByteBuf out) {
        ballot.encode(out);
        next.encode(out);
    }

    static Accept decode(ByteBuf in) {
        return new Accept(Ballot.decode(in), Voters.decode(in));
    }
}
