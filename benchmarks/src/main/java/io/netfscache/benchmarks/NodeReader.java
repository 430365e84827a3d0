package io.netfscache.benchmarks;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatsRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One connection to a node, read from by one thread as fast as it goes: as tight as wrk's loop on the other side, so
 * that the servers are compared and not the clients. Like wrk it throws the bytes away; {@link #check} looks at them.
 */
final class NodeReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final SocketChannel socket;
    private final LongSupplier nanoClock;
    private final ByteBuf in = Unpooled.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
    private final ByteBuf out = Unpooled.directBuffer(BUFFER_BYTES);
    /** Bytes of the current reply that have not come yet. */
    private int rest;

    NodeReader(InetSocketAddress node, LongSupplier nanoClock) throws IOException {
        this.nanoClock = nanoClock;
        socket = SocketChannel.open(node);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Hello hello = new Hello(
                Hello.VERSION,
                Hello.VERSION,
                Hello.Role.CLIENT,
                new SessionId(0, 0),
                false,
                "",
                Bytes.EMPTY,
                "netfs-cache benchmark");
        call(hello, FrameType.WELCOME);
    }

    /** The state of an object that is in the cluster. */
    CookieReply lookUp(String volumeKey, Bytes objectKey) throws IOException {
        return (CookieReply) call(new LookUp(volumeKey, objectKey), FrameType.COOKIE);
    }

    /** What the node has done since it started. */
    record Cost(long readBytes, long heapBytes) {
        /** Heap that it allocated for each GiB that it served since then. */
        long perGibSince(Cost before) {
            double gib = (readBytes - before.readBytes) / (double) (1 << 30);
            return Math.round((heapBytes - before.heapBytes) / gib);
        }
    }

    Cost cost() throws IOException {
        Map<String, Long> stats = ((StatsReport) call(new StatsRequest(), FrameType.STATS_REPORT)).values();
        return new Cost(stats.getOrDefault("readBytes", 0L), stats.getOrDefault("heapAllocatedBytes", 0L));
    }

    /** Keeps the load up for that long; reads that were answered per second. */
    double run(CookieReply object, Load load, long nanos) throws IOException {
        long[] offsets = load.offsets(object.objectSize());
        long start = nanoClock.getAsLong();
        long asked = 0;
        long answered = 0;
        long elapsed = 0;
        while (answered < asked || rest > 0 || elapsed < nanos) {
            if (elapsed < nanos) {
                for (; asked < answered + load.outstanding(); asked++) {
                    long offset = offsets[(int) (asked % offsets.length)];
                    ask(object, offset, load.readBytes(), asked + 1);
                }
                send();
            }
            answered += receive();
            elapsed = nanoClock.getAsLong() - start;
        }
        return answered * 1e9 / elapsed;
    }

    private void ask(CookieReply object, long offset, int length, long requestId) {
        Read read = new Read(object.cookie(), object.generation(), offset, length, Read.Holes.FAIL);
        FrameHeader.encodeFrame(out, requestId, read);
    }

    private void send() throws IOException {
        while (out.isReadable()) {
            out.readBytes(socket, out.readableBytes());
        }
        out.clear();
    }

    /** Takes what the socket has; how many replies were complete with it. */
    private int receive() throws IOException {
        in.discardReadBytes();
        fill();
        int answers = 0;
        while (true) {
            int skipped = Math.min(rest, in.readableBytes());
            in.skipBytes(skipped);
            rest -= skipped;
            if (rest > 0 || in.readableBytes() < Limits.HEADER_BYTES) {
                return answers;
            }
            FrameHeader header = FrameHeader.decode(in, Limits.MAX_FRAME_BYTES);
            rest = header.bodyBytes();
            if (header.requestId() == 0) {
                continue;
            }
            if (header.type() != FrameType.DATA) {
                throw new IOException("a read was answered by " + body(header));
            }
            // Counted at its beginning; the rest of it comes before anything else.
            answers++;
        }
    }

    /** Reads the whole object once and compares each block with its checksum. */
    void check(CookieReply object) throws IOException {
        for (long offset = 0; offset < object.objectSize(); offset += Limits.MAX_IO_BYTES) {
            int length = (int) Math.min(Limits.MAX_IO_BYTES, object.objectSize() - offset);
            ask(object, offset, length, 1);
            send();
            FrameHeader header = awaitHeader();
            ByteBuf body = awaitBody(header);
            try {
                Checksums checksums = ((Data) expect(header, body, FrameType.DATA)).checksums();
                int bad = checksums.firstMismatch(body.nioBuffer());
                if (bad >= 0) {
                    throw new IOException("block " + bad + " after offset " + offset + " does not match its checksum");
                }
            } finally {
                body.release();
            }
        }
    }

    private Frame call(Frame request, FrameType answer) throws IOException {
        FrameHeader.encodeFrame(out, 1, request);
        send();
        FrameHeader header = awaitHeader();
        ByteBuf body = awaitBody(header);
        try {
            return expect(header, body, answer);
        } finally {
            body.release();
        }
    }

    private static Frame expect(FrameHeader header, ByteBuf body, FrameType type) throws IOException {
        Frame frame = header.type().decode(body);
        if (frame.type() != type) {
            throw new IOException("expected " + type + ", the node answered " + frame);
        }
        return frame;
    }

    private Frame body(FrameHeader header) throws IOException {
        ByteBuf body = awaitBody(header);
        try {
            return header.type().decode(body);
        } finally {
            body.release();
        }
    }

    /** The header of the next frame that is no push. */
    private FrameHeader awaitHeader() throws IOException {
        while (true) {
            while (in.readableBytes() < Limits.HEADER_BYTES) {
                in.discardReadBytes();
                fill();
            }
            FrameHeader header = FrameHeader.decode(in, Limits.MAX_FRAME_BYTES);
            if (header.requestId() != 0) {
                return header;
            }
            awaitBody(header).release();
        }
    }

    private ByteBuf awaitBody(FrameHeader header) throws IOException {
        ByteBuf body = Unpooled.directBuffer(header.bodyBytes());
        while (body.readableBytes() < header.bodyBytes()) {
            if (!in.isReadable()) {
                in.clear();
                fill();
            }
            body.writeBytes(in, Math.min(in.readableBytes(), header.bodyBytes() - body.readableBytes()));
        }
        return body;
    }

    private void fill() throws IOException {
        if (in.writeBytes(socket, in.writableBytes()) < 0) {
            throw new EOFException("the node closed the connection");
        }
    }

    @Override
    public void close() throws IOException {
        in.release();
        out.release();
        socket.close();
    }
}
