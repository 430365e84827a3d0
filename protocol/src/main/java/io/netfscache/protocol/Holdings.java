package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a node which of these objects its clients use and which it has chunks of. Answered by {@link HoldingsReport}, in
 * the same order; looks at the disk.
 *
 * @param objects at most {@link Limits#MAX_BATCH}
 */
public record Holdings(List<ObjectName> objects) implements Frame {
    /** An object by its full name. */
    public record ObjectName(String volumeKey, Bytes objectKey) {
        /** Computed at each call (SHA-256). */
        public CookieId cookie() {
            return CookieId.of(volumeKey, objectKey.toArray());
        }
    }

    public Holdings {
        objects = List.copyOf(objects);
    }

    @Override
    public FrameType type() {
        return FrameType.HOLDINGS;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, objects.size(), Limits.MAX_BATCH, "objects");
        for (ObjectName object : objects) {
            Wire.writeString(out, object.volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
            object.objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
        }
    }

    static Holdings decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "objects");
        List<ObjectName> objects = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            objects.add(new ObjectName(
                    Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                    Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key")));
        }
        return new Holdings(objects);
    }
}
