package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Ask a node for the records of volumes that it owns, in the order of their keys. Answered by {@link VolumeList}.
 *
 * @param after only keys greater than this one, as {@link String#compareTo} has it; empty: all
 * @param limit at most this many, 1 to {@link Limits#MAX_BATCH}
 */
public record ListVolumes(String after, int limit) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LIST_VOLUMES;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, after, Limits.MAX_VOLUME_KEY_BYTES, "after");
        Wire.writeCount(out, limit, Limits.MAX_BATCH, "limit");
    }

    static ListVolumes decode(ByteBuf in) {
        return new ListVolumes(
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "after"), Wire.readLimit(in, Limits.MAX_BATCH));
    }
}
