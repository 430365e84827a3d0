package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The answerer has applied the fence and, if it is a node, so have its clients.
 *
 * @param round of the fence
 * @param granted from a voter: the nodes to which it has granted a lease that may still run (COHERENCE 3.2)
 */
public record FenceAck(long round, List<NodeId> granted) implements Frame {
    public FenceAck {
        granted = List.copyOf(granted);
    }

    @Override
    public FrameType type() {
        return FrameType.FENCE_ACK;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(round);
        Wire.writeCount(out, granted.size(), Limits.MAX_VIEW_NODES, "granted");
        granted.forEach(node -> Wire.writeNodeId(out, node));
    }

    static FenceAck decode(ByteBuf in) {
        long round = Wire.readLong(in, "round");
        int count = Wire.readCount(in, Limits.MAX_VIEW_NODES, "granted");
        List<NodeId> granted = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            granted.add(Wire.readNodeId(in));
        }
        return new FenceAck(round, granted);
    }
}
