package io.netfscache.chaos;

import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before the data port of a node, which tells everybody this address, and cuts off the clients of one principal as
 * a network does: nothing passes and nobody is told, and what was sent meanwhile arrives late. The others, nodes among
 * them, notice nothing.
 */
final class CuttableProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket server;
    private final InetSocketAddress node;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = new HashSet<>();
    private final Set<String> cutOff = new HashSet<>();

    private CuttableProxy(ServerSocket server, InetSocketAddress node) {
        this.server = server;
        this.node = node;
    }

    static CuttableProxy before(InetSocketAddress node) throws IOException {
        CuttableProxy proxy = new CuttableProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), node);
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    synchronized void cut(String principal) {
        cutOff.add(principal);
    }

    synchronized void heal() {
        cutOff.clear();
        notifyAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket onward = new Socket()) {
            add(client);
            add(onward);
            client.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
            byte[] hello = firstFrame(client.getInputStream());
            String principal = principal(hello);
            awaitPassage(principal);
            onward.connect(node);
            onward.getOutputStream().write(hello);
            threads.execute(() -> pump(onward, client, principal));
            pump(client, onward, principal);
        } catch (IOException | InterruptedException ended) {
            // The other side sees the end of its connection.
        } finally {
            remove(client);
        }
    }

    private static byte[] firstFrame(InputStream in) throws IOException {
        byte[] head = in.readNBytes(Limits.HEADER_BYTES);
        FrameHeader header = FrameHeader.decode(Unpooled.wrappedBuffer(head), Limits.MAX_HELLO_BYTES);
        byte[] frame = new byte[Limits.HEADER_BYTES + header.bodyBytes()];
        System.arraycopy(head, 0, frame, 0, head.length);
        new DataInputStream(in).readFully(frame, head.length, header.bodyBytes());
        return frame;
    }

    private static String principal(byte[] frame) {
        ByteBuf in = Unpooled.wrappedBuffer(frame);
        FrameHeader header = FrameHeader.decode(in, Limits.MAX_HELLO_BYTES);
        return header.type().decode(in) instanceof Hello hello ? hello.principal() : "";
    }

    /** Until one side ends; the other hears of that when the network lets it. */
    private void pump(Socket from, Socket to, String principal) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitPassage(principal);
                out.write(buffer, 0, n);
            }
            awaitPassage(principal);
        } catch (IOException | InterruptedException ended) {
            // Closing both is all there is to do.
        } finally {
            remove(from);
            remove(to);
        }
    }

    private synchronized void awaitPassage(String principal) throws InterruptedException {
        while (cutOff.contains(principal)) {
            wait();
        }
    }

    private synchronized void add(Socket socket) {
        open.add(socket);
    }

    private synchronized void remove(Socket socket) {
        open.remove(socket);
    }

    @Override
    public void close() throws IOException {
        server.close();
        heal();
        Set<Socket> left;
        synchronized (this) {
            left = Set.copyOf(open);
        }
        for (Socket socket : left) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
