package io.netfscache.node;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.StatsRequest;
import io.netfscache.protocol.StatusRequest;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.VolumeTraffic;
import io.netfscache.protocol.WithdrawCache;
import io.netfscache.protocol.Write;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Consumer;

/** Frames byte by byte, as no honest encoder makes them. */
final class BadFrames {
    private static final OperationId OPERATION = new OperationId(1, 2);
    private static final CookieId COOKIE = new CookieId(3, 4);
    private static final ObjectGeneration GENERATION = new ObjectGeneration(new Generation(5, 6), new Generation(7, 8));

    private BadFrames() {}

    /** A header of whatever length and type. */
    static byte[] header(long length, int type, int flags) {
        ByteBuf out = Unpooled.buffer();
        out.writeInt((int) length)
                .writeByte(type)
                .writeByte(flags)
                .writeShort(0)
                .writeLong(1);
        return ByteBufUtil.getBytes(out);
    }

    /** A frame of that type whose length is right and whose body is whatever. */
    static byte[] frame(FrameType type, Consumer<ByteBuf> body) {
        ByteBuf bytes = Unpooled.buffer();
        body.accept(bytes);
        ByteBuf out = Unpooled.buffer();
        new FrameHeader(type, 1, bytes.readableBytes()).encode(out);
        return ByteBufUtil.getBytes(out.writeBytes(bytes));
    }

    static byte[] encoded(Frame frame, byte... payload) {
        ByteBuf out = Unpooled.buffer();
        FrameHeader.encodeFrame(out, 1, frame, payload.length);
        return ByteBufUtil.getBytes(out.writeBytes(payload));
    }

    static byte[] hello() {
        return encoded(FrameClient.hello(Hello.Role.CLIENT, 77, true, Bytes.EMPTY));
    }

    static void operation(ByteBuf out) {
        out.writeLong(1).writeLong(2);
    }

    static void bytes(ByteBuf out, int length) {
        out.writeShort(length).writeBytes(new byte[length]);
    }

    static void text(ByteBuf out, String text) {
        out.writeShort(text.length()).writeCharSequence(text, java.nio.charset.StandardCharsets.US_ASCII);
    }

    static byte[] use(String volume, int keyBytes, int auxBytes) {
        return frame(FrameType.USE, out -> {
            operation(out);
            text(out, volume);
            bytes(out, keyBytes);
            bytes(out, auxBytes);
            out.writeLong(1).writeByte(0).writeByte(0).writeLong(1);
        });
    }

    static byte[] io(FrameType type, long offset, int length) {
        return frame(type, out -> {
            out.writeLong(3).writeLong(4).writeLong(5).writeLong(6).writeLong(7).writeLong(8);
            out.writeLong(offset).writeInt(length);
            if (type == FrameType.READ) {
                out.writeByte(1);
            }
            out.writeByte(0);
        });
    }

    static byte[] change(int kind, int keepAux, long size) {
        return frame(FrameType.CHANGE, out -> {
            operation(out);
            out.writeByte(kind);
            text(out, "noise");
            bytes(out, 3);
            out.writeLong(0).writeLong(0).writeLong(0).writeLong(0);
            bytes(out, 2);
            out.writeByte(keepAux).writeLong(size).writeByte(0).writeLong(0).writeLong(1);
        });
    }

    /** Requests in good form, to be spoilt. None of them concerns an honest client. */
    static List<byte[]> samples() {
        return List.of(
                hello(),
                encoded(new Hello(
                        Hello.VERSION,
                        Hello.VERSION,
                        Hello.Role.NODE,
                        new SessionId(1, 1),
                        false,
                        "p",
                        Bytes.utf8("x"),
                        "s")),
                encoded(new io.netfscache.protocol.AcquireVolume(OPERATION, "noise", "", Bytes.utf8("c"))),
                encoded(new io.netfscache.protocol.RelinquishVolume(
                        OPERATION, "noise", Bytes.EMPTY, Bytes.EMPTY, true)),
                encoded(new LookUp("noise", Bytes.utf8("k"))),
                encoded(new Use(OPERATION, "noise", Bytes.utf8("k"), Bytes.utf8("a"), 5000, true, 1)),
                encoded(new Unuse(List.of(new Unuse.Mark(COOKIE, 1), new Unuse.Mark(COOKIE, 2)))),
                encoded(new Change(
                        OPERATION,
                        Change.Kind.UPDATE,
                        "noise",
                        Bytes.utf8("k"),
                        GENERATION,
                        Bytes.utf8("b"),
                        false,
                        9,
                        true)),
                encoded(new Change(
                        OPERATION,
                        Change.Kind.MODIFY,
                        "noise",
                        Bytes.utf8("k"),
                        GENERATION,
                        Bytes.EMPTY,
                        true,
                        9,
                        false,
                        new ByteRange(0, 4096))),
                encoded(new Holdings(List.of(new Holdings.ObjectName("noise", Bytes.utf8("k"))))),
                encoded(new Cull("noise", Bytes.utf8("k"))),
                encoded(new WithdrawCache("noise", false)),
                encoded(new VolumeTraffic(List.of("noise"))),
                encoded(new Read(COOKIE, GENERATION, 4096, 8192, Read.Holes.STOP)),
                encoded(new Read(COOKIE, GENERATION, 0, 4096, Read.Holes.FILL, true)),
                encoded(new Write(COOKIE, GENERATION, 0, 4, Checksums.of(1), true), new byte[4]),
                encoded(new Write(COOKIE, GENERATION, 0, 4, Checksums.of(1)), new byte[4]),
                encoded(new Occupancy(COOKIE, GENERATION, 1)),
                encoded(new Scrub(COOKIE, GENERATION, 0, 4096)),
                encoded(new Heartbeat(1)),
                encoded(new StatusRequest()),
                encoded(new StatsRequest()));
    }
}
