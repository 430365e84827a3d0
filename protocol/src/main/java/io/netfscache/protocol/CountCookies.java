package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Ask a node how many records of objects of each volume it owns. Answered by {@link CookieCounts}.
 *
 * @param volumeKeys at most {@link Limits#MAX_BATCH}
 */
public record CountCookies(List<String> volumeKeys) implements Frame {
    public CountCookies {
        volumeKeys = List.copyOf(volumeKeys);
    }

    @Override
    public FrameType type() {
        return FrameType.COUNT_COOKIES;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, volumeKeys.size(), Limits.MAX_BATCH, "volume keys");
        volumeKeys.forEach(key -> Wire.writeString(out, key, Limits.MAX_VOLUME_KEY_BYTES, "volume key"));
    }

    static CountCookies decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "volume keys");
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"));
        }
        return new CountCookies(keys);
    }
}
