package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Ask a node what was read and stored of volumes on it, whoever owns their records. Answered by {@link
 * VolumeTrafficReport}.
 *
 * @param volumeKeys at most {@link Limits#MAX_BATCH}
 */
public record VolumeTraffic(List<String> volumeKeys) implements Frame {
    public VolumeTraffic {
        volumeKeys = List.copyOf(volumeKeys);
    }

    @Override
    public FrameType type() {
        return FrameType.VOLUME_TRAFFIC;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, volumeKeys.size(), Limits.MAX_BATCH, "volume keys");
        volumeKeys.forEach(key -> Wire.writeString(out, key, Limits.MAX_VOLUME_KEY_BYTES, "volume key"));
    }

    static VolumeTraffic decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "volume keys");
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"));
        }
        return new VolumeTraffic(keys);
    }
}
