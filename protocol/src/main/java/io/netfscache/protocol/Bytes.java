package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of bytes: a key, coherency data, a presence bitmap. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Copies {@code value}. */
    public static Bytes of(byte[] value) {
        return value.length == 0 ? EMPTY : new Bytes(value.clone());
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return value.length;
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    public byte at(int index) {
        return value[index];
    }

    /** Bit {@code index}, counted from the lowest bit of the first byte; false beyond the end. */
    public boolean bit(int index) {
        return index >>> 3 < value.length && (value[index >>> 3] >>> (index & 7) & 1) != 0;
    }

    public byte[] toArray() {
        return value.clone();
    }

    void encode(ByteBuf out, int maxBytes, String field) {
        Wire.writeBytes(out, value, maxBytes, field);
    }

    static Bytes decode(ByteBuf in, int maxBytes, String field) {
        byte[] bytes = Wire.readBytes(in, maxBytes, field);
        return bytes.length == 0 ? EMPTY : new Bytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** The bytes in hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }
}
