package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * An operator asks any node to put another node in the place of a voter (COHERENCE 2.1). Answered by {@link Voters}, the
 * set that has been decided.
 *
 * @param lost the voter's node id or the beginning of it, in hexadecimal digits
 * @param replacement the same of the node that becomes a voter
 */
public record ReplaceVoter(String lost, String replacement) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.REPLACE_VOTER;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, lost, Limits.MAX_NAME_BYTES, "lost voter");
        Wire.writeString(out, replacement, Limits.MAX_NAME_BYTES, "replacement");
    }

    static ReplaceVoter decode(ByteBuf in) {
        return new ReplaceVoter(
                Wire.readString(in, Limits.MAX_NAME_BYTES, "lost voter"),
                Wire.readString(in, Limits.MAX_NAME_BYTES, "replacement"));
    }
}
