package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@link VolumeTraffic}.
 *
 * @param volumes in the order of the question's keys; at most {@link Limits#MAX_BATCH}
 */
public record VolumeTrafficReport(List<Traffic> volumes) implements Frame {
    public VolumeTrafficReport {
        volumes = List.copyOf(volumes);
    }

    @Override
    public FrameType type() {
        return FrameType.VOLUME_TRAFFIC_REPORT;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, volumes.size(), Limits.MAX_BATCH, "volumes");
        volumes.forEach(volume -> volume.encode(out));
    }

    static VolumeTrafficReport decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "volumes");
        List<Traffic> volumes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            volumes.add(Traffic.decode(in));
        }
        return new VolumeTrafficReport(volumes);
    }
}
