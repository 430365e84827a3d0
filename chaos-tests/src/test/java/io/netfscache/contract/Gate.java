package io.netfscache.contract;

import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netty.buffer.Unpooled;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy in front of a node's data port, whose address the node advertises: clients and other nodes reach it here.
 * Passes whole frames, each of them when the {@link Firewall} lets it.
 */
final class Gate implements Closeable {
    private static final int BACKLOG = 64;

    private final Firewall firewall;
    private final ServerSocket entrance;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private volatile @Nullable InetSocketAddress node;

    Gate(Firewall firewall) throws IOException {
        this.firewall = firewall;
        this.entrance = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** Where clients knock. */
    InetSocketAddress address() {
        return new InetSocketAddress(entrance.getInetAddress(), entrance.getLocalPort());
    }

    /** From now on connections go to the node that listens there; before, they are closed at once. */
    void leadTo(InetSocketAddress dataAddress) {
        node = dataAddress;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                open(entrance.accept());
            } catch (IOException e) {
                // The entrance was closed, or a node is gone: its clients see a closed connection.
            }
        }
    }

    private void open(Socket outside) throws IOException {
        InetSocketAddress target = node;
        Socket inside = new Socket();
        try {
            if (target == null) {
                throw new IOException("there is no node behind this gate yet");
            }
            inside.connect(target, (int) Limits.CONNECT_DEADLINE.toMillis());
            outside.setTcpNoDelay(true);
            inside.setTcpNoDelay(true);
        } catch (IOException e) {
            outside.close();
            inside.close();
            throw e;
        }
        Passage passage = new Passage(outside, inside);
        passages.add(passage);
        threads.execute(passage::toNode);
    }

    /** One connection. */
    private final class Passage {
        private final Socket outside;
        private final Socket inside;
        private volatile boolean ended;

        Passage(Socket outside, Socket inside) {
            this.outside = outside;
            this.inside = inside;
        }

        void toNode() {
            try {
                DataInputStream in = new DataInputStream(outside.getInputStream());
                byte[] hello = frame(in);
                String principal = principal(hello);
                if (forward(hello, principal, Firewall.Way.TO_NODE, inside.getOutputStream())) {
                    threads.execute(() -> toClient(principal));
                    pump(in, principal, Firewall.Way.TO_NODE, inside.getOutputStream());
                }
            } catch (IOException e) {
                // The end of the connection, for the other side too.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private void toClient(String principal) {
            try {
                pump(
                        new DataInputStream(inside.getInputStream()),
                        principal,
                        Firewall.Way.TO_CLIENT,
                        outside.getOutputStream());
            } catch (IOException e) {
                // As above.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        }

        private void pump(DataInputStream in, String principal, Firewall.Way way, OutputStream out)
                throws IOException, InterruptedException {
            while (forward(frame(in), principal, way, out)) {
                // Frame by frame, until one is cut.
            }
        }

        private boolean forward(byte[] frame, String principal, Firewall.Way way, OutputStream out)
                throws IOException, InterruptedException {
            FrameType type = FrameType.of(frame[Integer.BYTES]);
            Firewall.Passing passing =
                    new Firewall.Passing(Gate.this, principal, way, type, () -> sendLater(out, frame));
            Firewall.Verdict verdict = firewall.pass(passing, () -> ended);
            if (verdict == Firewall.Verdict.PASSES) {
                send(out, frame);
            }
            return verdict != Firewall.Verdict.CUT;
        }

        private void sendLater(OutputStream out, byte[] frame) {
            try {
                send(out, frame);
            } catch (IOException e) {
                end();
            }
        }

        private void send(OutputStream out, byte[] frame) throws IOException {
            synchronized (out) {
                out.write(frame);
                out.flush();
            }
        }

        void end() {
            ended = true;
            passages.remove(this);
            firewall.ended();
            closeQuietly(outside);
            closeQuietly(inside);
        }
    }

    /** The next frame, header included. */
    private static byte[] frame(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < Limits.HEADER_BYTES - Integer.BYTES || length > Limits.MAX_FRAME_BYTES) {
            throw new EOFException("not a frame");
        }
        byte[] frame = new byte[Integer.BYTES + length];
        java.nio.ByteBuffer.wrap(frame).putInt(length);
        in.readFully(frame, Integer.BYTES, length);
        return frame;
    }

    /** Who opens the connection; of a node, nobody. */
    private static String principal(byte[] frame) {
        var in = Unpooled.wrappedBuffer(frame);
        FrameHeader header = FrameHeader.decode(in, Limits.MAX_HELLO_BYTES);
        return header.type().decode(in) instanceof Hello hello ? hello.principal() : "";
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        passages.forEach(Passage::end);
        threads.shutdownNow();
    }
}
