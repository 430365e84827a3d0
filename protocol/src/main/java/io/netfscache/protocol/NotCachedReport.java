package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A client tells its session node why objects were not cached, as far as the nodes do not know it by themselves, so that
 * whoever asks for the reason of an object is told. Answered by {@link Ok}.
 *
 * @param entries at most {@link Limits#MAX_BATCH}
 * @param dropped occurrences for which the client had no room
 */
public record NotCachedReport(List<Entry> entries, long dropped) implements Frame {
    public NotCachedReport {
        entries = List.copyOf(entries);
    }

    /**
     * Times at which an object was not cached for the same reason.
     *
     * @param ageMillis since the last of them
     */
    public record Entry(CookieId cookie, Reason reason, long count, long ageMillis) {}

    @Override
    public FrameType type() {
        return FrameType.NOT_CACHED_REPORT;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, entries.size(), Limits.MAX_BATCH, "entries");
        for (Entry entry : entries) {
            Wire.writeCookieId(out, entry.cookie);
            out.writeShort(entry.reason.id());
            out.writeLong(entry.count);
            out.writeLong(entry.ageMillis);
        }
        out.writeLong(dropped);
    }

    static NotCachedReport decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "entries");
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(
                    Wire.readCookieId(in),
                    Reason.of(Wire.readShort(in, "reason")),
                    Wire.readSize(in, "count"),
                    Wire.readSize(in, "age")));
        }
        return new NotCachedReport(entries, Wire.readSize(in, "dropped"));
    }
}
