package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answer to {@link StatsRequest}: the node's counters and gauges, by name.
 *
 * @param values at most {@link Limits#MAX_BATCH}
 */
public record StatsReport(Map<String, Long> values) implements Frame {
    public StatsReport {
        values = Map.copyOf(values);
    }

    @Override
    public FrameType type() {
        return FrameType.STATS_REPORT;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, values.size(), Limits.MAX_BATCH, "values");
        new TreeMap<>(values).forEach((name, value) -> {
            Wire.writeString(out, name, Limits.MAX_NAME_BYTES, "name");
            out.writeLong(value);
        });
    }

    static StatsReport decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "values");
        Map<String, Long> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = Wire.readString(in, Limits.MAX_NAME_BYTES, "name");
            values.put(name, Wire.readLong(in, "value"));
        }
        return new StatsReport(values);
    }
}
