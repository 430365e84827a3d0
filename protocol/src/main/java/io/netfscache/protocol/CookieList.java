package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@link ListCookies}: a page of the records that the node owns, in the order of their ids. The ids are not
 * sent: {@link CookieId#of} gives them.
 *
 * @param cookies at most {@link Limits#MAX_BATCH}
 * @param more whether there are others after the last one
 */
public record CookieList(List<Entry> cookies, boolean more) implements Frame {
    /** Most bytes of an entry. */
    static final int MAX_ENTRY_BYTES = 2 + Limits.MAX_OBJECT_KEY_BYTES + 8 + 2 + Limits.MAX_AUX_BYTES + 16 + 2 + 3;

    public CookieList {
        cookies = List.copyOf(cookies);
    }

    /**
     * An object's record.
     *
     * @param generation object part of the pair
     * @param modifiers sessions that are changing the contents
     * @param disabled whether caching is off (DIO_WRITE)
     * @param retired whether there is no object any more
     * @param fencePending whether the latest change is not known to have reached everybody
     */
    public record Entry(
            Bytes key,
            long objectSize,
            Bytes aux,
            Generation generation,
            int modifiers,
            boolean disabled,
            boolean retired,
            boolean fencePending) {
        void encode(ByteBuf out) {
            key.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
            out.writeLong(objectSize);
            aux.encode(out, Limits.MAX_AUX_BYTES, "aux");
            Wire.writeGeneration(out, generation);
            out.writeShort(modifiers);
            out.writeByte(disabled ? 1 : 0);
            out.writeByte(retired ? 1 : 0);
            out.writeByte(fencePending ? 1 : 0);
        }

        static Entry decode(ByteBuf in) {
            return new Entry(
                    Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"),
                    Wire.readSize(in, "object size"),
                    Bytes.decode(in, Limits.MAX_AUX_BYTES, "aux"),
                    Wire.readGeneration(in),
                    Wire.readShort(in, "modifiers"),
                    Wire.readBoolean(in, "disabled"),
                    Wire.readBoolean(in, "retired"),
                    Wire.readBoolean(in, "fence pending"));
        }
    }

    @Override
    public FrameType type() {
        return FrameType.COOKIE_LIST;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, cookies.size(), Limits.MAX_BATCH, "cookies");
        cookies.forEach(cookie -> cookie.encode(out));
        out.writeByte(more ? 1 : 0);
    }

    static CookieList decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "cookies");
        List<Entry> cookies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cookies.add(Entry.decode(in));
        }
        return new CookieList(cookies, Wire.readBoolean(in, "more"));
    }
}
