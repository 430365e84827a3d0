package io.netfscache.benchmarks;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.ObjectGeneration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Frames of the size of a fence to each of some peers, and theirs of the size of an answer back, on plain sockets. */
final class Broadcast implements AutoCloseable {
    private static final byte[] FENCE = encoded(fence());
    private static final byte[] ACK = encoded(new FenceAck(1, member(1), 1, List.of(member(1), member(2), member(3))));

    private final List<Socket> peers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] answer = new byte[ACK.length];

    private Broadcast() {}

    static Broadcast open(int peers) throws IOException {
        Broadcast broadcast = new Broadcast();
        for (int i = 0; i < peers; i++) {
            broadcast.addPeer();
        }
        return broadcast;
    }

    private void addPeer() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket();
            near.setTcpNoDelay(true);
            near.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
            peers.add(near);
            Socket far = listening.accept();
            far.setTcpNoDelay(true);
            threads.execute(() -> answerAll(far));
        }
    }

    private static void answerAll(Socket far) {
        byte[] fence = new byte[FENCE.length];
        try (far) {
            DataInputStream in = new DataInputStream(far.getInputStream());
            while (true) {
                in.readFully(fence);
                far.getOutputStream().write(ACK);
            }
        } catch (EOFException closed) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends to all; returns when all have answered. */
    void send() throws IOException {
        for (Socket peer : peers) {
            peer.getOutputStream().write(FENCE);
        }
        for (Socket peer : peers) {
            new DataInputStream(peer.getInputStream()).readFully(answer);
        }
    }

    private static Fence fence() {
        ObjectGeneration generation = new ObjectGeneration(new Generation(1, 1), new Generation(1, 1));
        return new Fence(
                1,
                1,
                Fence.Scope.OBJECT,
                "benchmark",
                Bytes.utf8("object-00"),
                generation,
                generation,
                ByteRange.ALL,
                1,
                Bytes.of(new byte[8]),
                new MemberList(1, Set.of(member(1), member(2), member(3))));
    }

    private static MemberId member(int number) {
        return new MemberId(number, number);
    }

    private static byte[] encoded(Frame frame) {
        ByteBuf out = Unpooled.buffer();
        FrameHeader.encodeFrame(out, 1, frame);
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public void close() throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
        threads.shutdown();
    }
}
