package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads and writes the fields that frames share. A read never trusts a length: it is checked against the field's limit and the bytes that are there. */
final class Wire {
    private Wire() {}

    static void writeString(ByteBuf out, String value, int maxBytes, String field) {
        writeBytes(out, value.getBytes(StandardCharsets.UTF_8), maxBytes, field);
    }

    static String readString(ByteBuf in, int maxBytes, String field) {
        byte[] bytes = readBytes(in, maxBytes, field);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException(field + " is not UTF-8");
        }
    }

    static void writeBytes(ByteBuf out, byte[] value, int maxBytes, String field) {
        if (value.length > maxBytes) {
            throw new IllegalArgumentException(field + " has " + value.length + " bytes; the limit is " + maxBytes);
        }
        out.writeShort(value.length);
        out.writeBytes(value);
    }

    static byte[] readBytes(ByteBuf in, int maxBytes, String field) {
        require(in, 2, field);
        int length = in.readUnsignedShort();
        if (length > maxBytes) {
            throw new ProtocolException(field + " has " + length + " bytes; the limit is " + maxBytes);
        }
        require(in, length, field);
        byte[] value = new byte[length];
        in.readBytes(value);
        return value;
    }

    static void writeGeneration(ByteBuf out, Generation generation) {
        out.writeLong(generation.counter());
        out.writeLong(generation.nonce());
    }

    static Generation readGeneration(ByteBuf in) {
        require(in, 16, "generation");
        return new Generation(in.readLong(), in.readLong());
    }

    static void writeCookieId(ByteBuf out, CookieId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static CookieId readCookieId(ByteBuf in) {
        require(in, 16, "cookie id");
        return new CookieId(in.readLong(), in.readLong());
    }

    static void writeNodeId(ByteBuf out, NodeId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static NodeId readNodeId(ByteBuf in) {
        require(in, 16, "node id");
        return new NodeId(in.readLong(), in.readLong());
    }

    static void writeMemberId(ByteBuf out, MemberId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static MemberId readMemberId(ByteBuf in) {
        require(in, 16, "member id");
        return new MemberId(in.readLong(), in.readLong());
    }

    static void writeSessionId(ByteBuf out, SessionId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static SessionId readSessionId(ByteBuf in) {
        require(in, 16, "session id");
        return new SessionId(in.readLong(), in.readLong());
    }

    static void writeOperationId(ByteBuf out, OperationId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static OperationId readOperationId(ByteBuf in) {
        require(in, 16, "operation id");
        return new OperationId(in.readLong(), in.readLong());
    }

    static void writeRange(ByteBuf out, ByteRange range) {
        out.writeLong(range.start());
        out.writeLong(range.end());
    }

    static ByteRange readRange(ByteBuf in, String field) {
        require(in, 16, field);
        long start = in.readLong();
        long end = in.readLong();
        if (start < 0 || end < start) {
            throw new ProtocolException(field + " is not a range: [" + start + ", " + end + ")");
        }
        return new ByteRange(start, end);
    }

    static int readShort(ByteBuf in, String field) {
        require(in, 2, field);
        return in.readUnsignedShort();
    }

    static int readCount(ByteBuf in, int max, String field) {
        require(in, 2, field);
        int count = in.readUnsignedShort();
        if (count > max) {
            throw new ProtocolException(field + ": " + count + " entries; the limit is " + max);
        }
        return count;
    }

    /** How many entries somebody wants: 1 to {@code max}. */
    static int readLimit(ByteBuf in, int max) {
        int limit = readCount(in, max, "limit");
        if (limit == 0) {
            throw new ProtocolException("limit is 0");
        }
        return limit;
    }

    static void writeCount(ByteBuf out, int count, int max, String field) {
        if (count > max) {
            throw new IllegalArgumentException(field + ": " + count + " entries; the limit is " + max);
        }
        out.writeShort(count);
    }

    static long readSize(ByteBuf in, String field) {
        require(in, 8, field);
        long value = in.readLong();
        if (value < 0) {
            throw new ProtocolException(field + " is negative: " + value);
        }
        return value;
    }

    static boolean readBoolean(ByteBuf in, String field) {
        require(in, 1, field);
        int value = in.readUnsignedByte();
        if (value > 1) {
            throw new ProtocolException(field + " is neither 0 nor 1: " + value);
        }
        return value == 1;
    }

    static int readByte(ByteBuf in, String field) {
        require(in, 1, field);
        return in.readUnsignedByte();
    }

    static int readInt(ByteBuf in, String field) {
        require(in, 4, field);
        return in.readInt();
    }

    static long readLong(ByteBuf in, String field) {
        require(in, 8, field);
        return in.readLong();
    }

    static void require(ByteBuf in, int bytes, String field) {
        if (in.readableBytes() < bytes) {
            throw new ProtocolException(
                    field + " needs " + bytes + " bytes, the frame has " + in.readableBytes() + " left");
        }
    }

    /** Checks the alignment rule of reads and writes, see {@link Read} and {@link Write}. */
    static int checkIo(long offset, long length, String frame) {
        if (offset % Limits.BLOCK_BYTES != 0) {
            throw new ProtocolException(frame + " offset " + offset + " is not a multiple of " + Limits.BLOCK_BYTES);
        }
        if (length <= 0 || length > Limits.MAX_IO_BYTES) {
            throw new ProtocolException(frame + " length " + length + " is not between 1 and " + Limits.MAX_IO_BYTES);
        }
        if (offset > Long.MAX_VALUE - length) {
            throw new ProtocolException(frame + " offset " + offset + " is too large");
        }
        return (int) length;
    }
}
