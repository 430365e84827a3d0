package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The pair of generations that names the contents of an object: that of its volume and its own. Always used as the
 * pair, so that one change of the volume's generation makes every object of it another object (COHERENCE 1.1).
 */
public record ObjectGeneration(Generation volume, Generation object) {
    /** Bytes on the wire and in a chunk header. */
    public static final int BYTES = 32;
    /** In a request: whatever the generation is. In a fence: no copy is a base. */
    public static final ObjectGeneration NONE = new ObjectGeneration(Generation.NONE, Generation.NONE);

    public boolean isNone() {
        return volume.isNone() && object.isNone();
    }

    void encode(ByteBuf out) {
        Wire.writeGeneration(out, volume);
        Wire.writeGeneration(out, object);
    }

    static ObjectGeneration decode(ByteBuf in) {
        return new ObjectGeneration(Wire.readGeneration(in), Wire.readGeneration(in));
    }

    @Override
    public String toString() {
        return volume + "/" + object;
    }
}
