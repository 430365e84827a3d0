package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node has to do with objects. Answers {@link Holdings}.
 *
 * @param objects at most {@link Limits#MAX_BATCH}, in the order of the question
 */
public record HoldingsReport(List<Holding> objects) implements Frame {
    /**
     * One object on one node.
     *
     * @param users sessions of this node that use it
     * @param stored whether the node has chunks of it, of whatever generation
     */
    public record Holding(int users, boolean stored) {}

    public HoldingsReport {
        objects = List.copyOf(objects);
    }

    @Override
    public FrameType type() {
        return FrameType.HOLDINGS_REPORT;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, objects.size(), Limits.MAX_BATCH, "objects");
        for (Holding object : objects) {
            out.writeInt(object.users);
            out.writeByte(object.stored ? 1 : 0);
        }
    }

    static HoldingsReport decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "objects");
        List<Holding> objects = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            objects.add(new Holding(Wire.readInt(in, "users"), Wire.readBoolean(in, "stored")));
        }
        return new HoldingsReport(objects);
    }
}
