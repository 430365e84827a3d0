package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * The session does not use these objects any more: their marks go. Answered by {@link Ok}.
 *
 * @param marks at most {@link Limits#MAX_BATCH}
 */
public record Unuse(List<Mark> marks) implements Frame {
    public Unuse {
        marks = List.copyOf(marks);
    }

    /**
     * The mark of the session on one object.
     *
     * @param sequence of this session's marks on the object; a lower one than the last is ignored (COHERENCE 7.1)
     * @param modified whether it is a modifier's mark, which has to leave the record too, also when it was made through
     *     another session node
     */
    public record Mark(CookieId cookie, long sequence, boolean modified) {
        /** A reader's mark. */
        public Mark(CookieId cookie, long sequence) {
            this(cookie, sequence, false);
        }
    }

    @Override
    public FrameType type() {
        return FrameType.UNUSE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, marks.size(), Limits.MAX_BATCH, "marks");
        for (Mark mark : marks) {
            Wire.writeCookieId(out, mark.cookie);
            out.writeLong(mark.sequence);
            out.writeByte(mark.modified ? 1 : 0);
        }
    }

    static Unuse decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "marks");
        List<Mark> marks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            marks.add(new Mark(Wire.readCookieId(in), Wire.readLong(in, "sequence"), Wire.readBoolean(in, "modified")));
        }
        return new Unuse(marks);
    }
}
