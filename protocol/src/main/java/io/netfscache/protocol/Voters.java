package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The voter set that the sender knows to be decided (COHERENCE 2.1). The receiver takes it over when it is newer than its
 * own, and answers with its own. Also the answer to {@link ReplaceVoter}.
 *
 * @param clusterId names the cluster for good
 * @param version of the set; 0: the sender knows none
 * @param voters 1, 3 or 5 nodes; none with version 0
 */
public record Voters(long clusterId, long version, List<NodeId> voters) implements Frame {
    /** Most voters. */
    public static final int MAX = 5;
    /** The sender belongs to no cluster yet. */
    public static final Voters NONE = new Voters(0, 0, List.of());

    public Voters {
        voters = List.copyOf(voters);
    }

    /** Whether this is a set at all. */
    public boolean known() {
        return version > 0;
    }

    @Override
    public FrameType type() {
        return FrameType.VOTERS;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(clusterId);
        out.writeLong(version);
        Wire.writeCount(out, voters.size(), MAX, "voters");
        voters.forEach(voter -> Wire.writeNodeId(out, voter));
    }

    static Voters decode(ByteBuf in) {
        long clusterId = Wire.readLong(in, "cluster id");
        long version = Wire.readSize(in, "voter set version");
        int count = Wire.readCount(in, MAX, "voters");
        List<NodeId> voters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            voters.add(Wire.readNodeId(in));
        }
        boolean right = version == 0 ? count == 0 : count % 2 == 1;
        if (!right || voters.stream().distinct().count() != count) {
            throw new ProtocolException("no voter set of version " + version + ": " + voters);
        }
        return new Voters(clusterId, version, voters);
    }
}
