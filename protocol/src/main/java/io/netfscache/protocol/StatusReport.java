package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answer to {@link StatusRequest}: what a node says of itself, by name.
 *
 * @param entries at most {@link Limits#MAX_BATCH}
 */
public record StatusReport(Map<String, String> entries) implements Frame {
    public StatusReport {
        entries = Map.copyOf(entries);
    }

    @Override
    public FrameType type() {
        return FrameType.STATUS_REPORT;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, entries.size(), Limits.MAX_BATCH, "entries");
        new TreeMap<>(entries).forEach((name, value) -> {
            Wire.writeString(out, name, Limits.MAX_NAME_BYTES, "name");
            Wire.writeString(out, value, Limits.MAX_MESSAGE_BYTES, "value");
        });
    }

    static StatusReport decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "entries");
        Map<String, String> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(
                    Wire.readString(in, Limits.MAX_NAME_BYTES, "name"),
                    Wire.readString(in, Limits.MAX_MESSAGE_BYTES, "value"));
        }
        return new StatusReport(entries);
    }
}
