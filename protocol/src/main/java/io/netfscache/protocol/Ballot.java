package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Comparator;

/**
 * Numbers the attempts to change the voter set: a higher one overtakes a lower one. No two nodes use the same.
 *
 * @param counter 1 or more
 * @param proposer the node that makes the attempt
 */
public record Ballot(long counter, NodeId proposer) implements Comparable<Ballot> {
    /** Lower than every attempt. */
    public static final Ballot NONE = new Ballot(0, new NodeId(0, 0));

    private static final Comparator<Ballot> ORDER = Comparator.comparingLong(Ballot::counter)
            .thenComparingLong(ballot -> ballot.proposer().high())
            .thenComparingLong(ballot -> ballot.proposer().low());

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }

    void encode(ByteBuf out) {
        out.writeLong(counter);
        Wire.writeNodeId(out, proposer);
    }

    static Ballot decode(ByteBuf in) {
        return new Ballot(Wire.readSize(in, "counter of the ballot"), Wire.readNodeId(in));
    }
}
