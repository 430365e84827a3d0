package io.netfscache.node;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** The protocol on a blocking socket, written apart from the client library: one request at a time, pushes kept. */
final class FrameClient implements AutoCloseable {
    /** A frame that came in, with its payload if it has one. */
    record Received(long requestId, Frame frame, ByteBuffer payload) {}

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final Deque<Received> pushed = new ArrayDeque<>();
    private long lastRequestId;

    FrameClient(InetSocketAddress node) throws IOException {
        socket.connect(node, 5000);
        socket.setSoTimeout(40_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    static FrameClient session(InetSocketAddress node, long session) throws IOException {
        FrameClient client = new FrameClient(node);
        client.request(hello(Hello.Role.CLIENT, session, true, Bytes.EMPTY));
        return client;
    }

    static Hello hello(Hello.Role role, long session, boolean sessionNode, Bytes credentials) {
        return new Hello(
                Hello.VERSION,
                Hello.VERSION,
                role,
                new SessionId(session, session),
                sessionNode,
                "",
                credentials,
                "test");
    }

    Received request(Frame frame, byte... payload) throws IOException {
        long id = send(frame, payload);
        while (true) {
            Received received = receive();
            if (received.requestId() == id || received.frame().type().toString().equals("GOODBYE")) {
                return received;
            }
            pushed.add(received);
        }
    }

    long send(Frame frame, byte... payload) throws IOException {
        sendAs(++lastRequestId, frame, payload);
        return lastRequestId;
    }

    void sendAs(long id, Frame frame, byte... payload) throws IOException {
        ByteBuf out = Unpooled.buffer();
        FrameHeader.encodeFrame(out, id, frame, payload.length);
        out.writeBytes(payload);
        sendRaw(ByteBufUtil.getBytes(out));
    }

    /** Sends the same request so many times in one write. */
    void sendAtOnce(int times, Frame frame) throws IOException {
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < times; i++) {
            FrameHeader.encodeFrame(out, ++lastRequestId, frame);
        }
        sendRaw(ByteBufUtil.getBytes(out));
    }

    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next push of that type, waited for. */
    Received awaitPush(Class<? extends Frame> type) throws IOException {
        for (Received received : pushed) {
            if (type.isInstance(received.frame())) {
                pushed.remove(received);
                return received;
            }
        }
        while (true) {
            Received received = receive();
            if (type.isInstance(received.frame())) {
                return received;
            }
            pushed.add(received);
        }
    }

    Received receive() throws IOException {
        byte[] head = new byte[Limits.HEADER_BYTES];
        in.readFully(head);
        FrameHeader header = FrameHeader.decode(Unpooled.wrappedBuffer(head), Limits.MAX_FRAME_BYTES);
        byte[] body = new byte[header.bodyBytes()];
        in.readFully(body);
        ByteBuf buffer = Unpooled.wrappedBuffer(body);
        Frame frame = header.type().decode(buffer);
        ByteBuffer payload = frame instanceof Data data
                ? buffer.nioBuffer(buffer.readerIndex(), data.length())
                : ByteBuffer.allocate(0);
        return new Received(header.requestId(), frame, payload);
    }

    /** Whether the node has closed the connection, after what it sent before. */
    boolean closedByNode() throws IOException {
        try {
            while (true) {
                receive();
            }
        } catch (EOFException | SocketException end) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
