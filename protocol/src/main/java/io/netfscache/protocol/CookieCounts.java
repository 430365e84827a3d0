package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@link CountCookies}.
 *
 * @param counts in the order of the question's keys; at most {@link Limits#MAX_BATCH}
 */
public record CookieCounts(List<Long> counts) implements Frame {
    public CookieCounts {
        counts = List.copyOf(counts);
    }

    @Override
    public FrameType type() {
        return FrameType.COOKIE_COUNTS;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, counts.size(), Limits.MAX_BATCH, "counts");
        counts.forEach(out::writeLong);
    }

    static CookieCounts decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "counts");
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            counts.add(Wire.readSize(in, "count"));
        }
        return new CookieCounts(counts);
    }
}
