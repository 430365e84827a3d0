package io.netfscache;

import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.Occupied;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.Scrubbed;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.View;
import io.netfscache.protocol.VolumeAcquired;
import io.netfscache.protocol.Welcome;
import io.netfscache.protocol.Write;
import io.netfscache.protocol.Written;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node over real sockets with records and blocks in memory, which does what a test's script says instead. */
public final class FakeNode implements AutoCloseable {
    /** Answers instead of the node; may send anything on the link itself. */
    public interface Script {
        /** Whether the frame has been dealt with. */
        boolean handle(Link link, long requestId, Frame frame) throws IOException;
    }

    private record Known(ObjectGeneration generation, Bytes aux, long size) {}

    private record BlockKey(CookieId cookie, ObjectGeneration generation, long block) {}

    public final List<Frame> received = new CopyOnWriteArrayList<>();
    public final List<Link> links = new CopyOnWriteArrayList<>();
    public final AtomicBoolean corruptNextData = new AtomicBoolean();
    public volatile Script script = (link, id, frame) -> false;
    public volatile int leaseMillis = 2000;
    public volatile long epoch = 1;
    public volatile int requestCredits = Limits.REQUEST_CREDITS;
    public volatile List<FakeNode> view = List.of(this);

    /** Whether a change is told to all sessions before it is acknowledged, as a real node does. */
    public volatile boolean tellsFences;

    private static final long FENCE_ID = 77;

    private final ServerSocket server;
    private final NodeId id;
    private final Map<CookieId, Known> records = new HashMap<>();
    private final Map<BlockKey, byte[]> blocks = new HashMap<>();
    private final Set<CookieId> disabled = new HashSet<>();
    private final AtomicLong generations = new AtomicLong();
    private Generation volumeGeneration = new Generation(1, 1);

    public FakeNode(long number) throws IOException {
        id = new NodeId(number, number);
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fake-node");
        thread.setDaemon(true);
        thread.start();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    public FsCache client() throws InterruptedException {
        FsCache cache = FsCache.connect(ClientConfig.of(List.of(address())));
        if (!cache.awaitConnected(10_000)) {
            throw new AssertionError("no session");
        }
        return cache;
    }

    public View.Member member() {
        return new View.Member(id, "127.0.0.1", server.getLocalPort(), 1);
    }

    public long count(Class<? extends Frame> type) {
        return received.stream().filter(type::isInstance).count();
    }

    public synchronized int storedBlocks() {
        return blocks.size();
    }

    public synchronized ObjectGeneration generation(CookieId cookie) {
        return records.get(cookie).generation();
    }

    /** As if another client had changed the object: a new record, and the fence to push. */
    public synchronized Fence change(String volumeKey, byte[] key, byte[] aux, long size) {
        CookieId cookie = CookieId.of(volumeKey, key);
        Known old = records.get(cookie);
        Known next = new Known(newGeneration(), Bytes.of(aux), size);
        records.put(cookie, next);
        return new Fence(
                1,
                0,
                Fence.Scope.OBJECT,
                volumeKey,
                Bytes.of(key),
                old == null ? ObjectGeneration.NONE : old.generation(),
                next.generation(),
                ByteRange.ALL,
                size,
                Bytes.of(aux));
    }

    /** Pushes to the session connections under that request id. */
    public void push(long requestId, Frame frame) throws IOException {
        for (Link link : links) {
            if (link.session) {
                link.send(requestId, frame, null);
            }
        }
    }

    /** As if another client had given the object new coherency data and kept its contents. */
    public synchronized Fence update(String volumeKey, byte[] key, byte[] aux, long size) {
        CookieId cookie = CookieId.of(volumeKey, key);
        ObjectGeneration base = records.get(cookie).generation();
        Fence all = change(volumeKey, key, aux, size);
        for (Map.Entry<BlockKey, byte[]> entry : List.copyOf(blocks.entrySet())) {
            BlockKey old = entry.getKey();
            if (old.cookie().equals(cookie) && old.generation().equals(base)) {
                blocks.put(new BlockKey(cookie, all.next(), old.block()), entry.getValue());
            }
        }
        return new Fence(
                all.round(),
                0,
                Fence.Scope.OBJECT,
                volumeKey,
                all.objectKey(),
                base,
                all.next(),
                new ByteRange(0, 0),
                size,
                all.aux());
    }

    /** Does what a client wants modified, tells the answer, and gives the fence to push. */
    public synchronized Fence modify(Change change, Consumer<Frame> reply) {
        reply.accept(change(change));
        return new Fence(
                3,
                0,
                Fence.Scope.OBJECT,
                change.volumeKey(),
                change.objectKey(),
                change.base(),
                generation(CookieId.of(change.volumeKey(), change.objectKey().toArray())),
                change.range(),
                change.objectSize(),
                records.get(CookieId.of(change.volumeKey(), change.objectKey().toArray()))
                        .aux());
    }

    /** As if another client had invalidated the whole volume: new records, and the fence to push. */
    public synchronized Fence changeVolume(String volumeKey) {
        Generation base = volumeGeneration;
        volumeGeneration = new Generation(base.counter() + 1, 1);
        records.replaceAll((cookie, old) -> new Known(newGeneration(), old.aux(), old.size()));
        return new Fence(
                2,
                0,
                Fence.Scope.VOLUME,
                volumeKey,
                Bytes.EMPTY,
                new ObjectGeneration(base, base),
                new ObjectGeneration(volumeGeneration, volumeGeneration),
                ByteRange.ALL,
                0,
                Bytes.EMPTY);
    }

    /** Requests on all sockets: no heart-beats, no hellos, no answers to pushes. */
    public long requestFrames() {
        return received.stream()
                .filter(frame -> !(frame instanceof Heartbeat || frame instanceof Hello || frame instanceof FenceAck))
                .count();
    }

    private ObjectGeneration newGeneration() {
        return new ObjectGeneration(volumeGeneration, new Generation(generations.incrementAndGet(), id.low()));
    }

    private void accept() {
        try {
            while (true) {
                Link link = new Link(server.accept());
                links.add(link);
                if (server.isClosed()) {
                    // It came while the node was being closed.
                    link.close();
                    return;
                }
                start(link::serve);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Cuts every connection; new ones are accepted. */
    public void cut() {
        links.forEach(Link::close);
        links.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    /** One connection of a client. */
    public final class Link {
        public volatile boolean session;
        private final Socket socket;
        private long acks;

        Link(Socket socket) {
            this.socket = socket;
        }

        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        public synchronized void send(long requestId, Frame frame, byte @Nullable [] payload) throws IOException {
            ByteBuf out = Unpooled.buffer();
            FrameHeader.encodeFrame(out, requestId, frame, payload == null ? 0 : payload.length);
            if (payload != null) {
                out.writeBytes(payload);
            }
            raw(java.util.Arrays.copyOf(out.array(), out.writerIndex()));
        }

        public synchronized void raw(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        void serve() {
            try {
                socket.setTcpNoDelay(true);
                DataInputStream in =
                        new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1 << 16));
                while (true) {
                    byte[] head = new byte[Limits.HEADER_BYTES];
                    in.readFully(head);
                    FrameHeader header = FrameHeader.decode(Unpooled.wrappedBuffer(head), Limits.MAX_FRAME_BYTES);
                    byte[] body = new byte[header.bodyBytes()];
                    in.readFully(body);
                    ByteBuf bytes = Unpooled.wrappedBuffer(body);
                    Frame frame = header.type().decode(bytes);
                    received.add(frame);
                    if (!script.handle(this, header.requestId(), frame)) {
                        byte[] payload = new byte[bytes.readableBytes()];
                        bytes.readBytes(payload);
                        handle(header.requestId(), frame, payload);
                    }
                }
            } catch (IOException closed) {
                // The client or the test closed it.
            }
        }

        /** What the node answers without a script. */
        public void reply(long requestId, Frame frame) throws IOException {
            handle(requestId, frame, new byte[0]);
        }

        private void handle(long requestId, Frame frame, byte[] payload) throws IOException {
            if (frame instanceof Hello hello) {
                session = hello.sessionNode();
                send(
                        requestId,
                        new Welcome(Hello.VERSION, id, 64 << 20, requestCredits, Limits.BYTE_CREDITS, 2000),
                        null);
                send(0, new View(1, view.stream().map(FakeNode::member).toList()), null);
            } else if (frame instanceof Read read) {
                read(requestId, read);
            } else if (frame instanceof FenceAck) {
                acknowledged();
            } else if (frame instanceof Change change && tellsFences) {
                changeAndTell(requestId, change);
            } else {
                send(requestId, answer(frame, payload), null);
            }
        }

        private synchronized void acknowledged() {
            acks++;
            notifyAll();
        }

        private void changeAndTell(long requestId, Change change) throws IOException {
            CookieId cookie = CookieId.of(change.volumeKey(), change.objectKey().toArray());
            Frame reply;
            Fence fence = null;
            synchronized (FakeNode.this) {
                Known old = records.get(cookie);
                reply = answer(change, new byte[0]);
                if (reply instanceof CookieReply record && old != null) {
                    fence = new Fence(
                            4,
                            0,
                            Fence.Scope.OBJECT,
                            change.volumeKey(),
                            change.objectKey(),
                            old.generation(),
                            record.generation(),
                            dropped(change, old),
                            record.objectSize(),
                            record.aux());
                }
            }
            for (Link link : links) {
                if (fence != null && link.session && link != this) {
                    link.sendAndAwaitAck(fence);
                }
            }
            if (fence != null && session) {
                send(FENCE_ID, fence, null);
            }
            send(requestId, reply, null);
        }

        private synchronized void sendAndAwaitAck(Fence fence) throws IOException {
            long before = acks;
            try {
                send(FENCE_ID, fence, null);
                for (int waits = 0; acks == before && waits < 20; waits++) {
                    wait(100);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        public void read(long requestId, Read read) throws IOException {
            byte[] bytes = new byte[read.length()];
            byte[] presence = new byte[(Checksums.blocks(read.length()) + 7) / 8];
            int present = gather(read, bytes, presence);
            int all = Checksums.blocks(read.length());
            if (present < 0) {
                send(requestId, new ErrorReply(ErrorCode.ESTALE, Reason.WRONG_GENERATION, "changed"), null);
            } else if (read.whole() && !isWhole(read)) {
                send(requestId, new ErrorReply(ErrorCode.ENODATA, Reason.NONE, "not whole", Bytes.EMPTY), null);
            } else if (present < all && (read.holes() != Read.Holes.STOP || present == 0)) {
                send(requestId, new ErrorReply(ErrorCode.ENODATA, Reason.NONE, "holes", Bytes.of(presence)), null);
            } else {
                byte[] sent = java.util.Arrays.copyOf(bytes, Math.min(bytes.length, present * Limits.BLOCK_BYTES));
                Checksums checksums = Checksums.compute(ByteBuffer.wrap(sent));
                if (corruptNextData.compareAndSet(true, false)) {
                    sent[sent.length / 2] ^= 1;
                }
                send(requestId, new Data(read.offset(), sent.length, checksums), sent);
            }
        }
    }

    private synchronized boolean isWhole(Read read) {
        Known record = records.get(read.cookie());
        for (long block = 0; block * Limits.BLOCK_BYTES < record.size(); block++) {
            if (!blocks.containsKey(new BlockKey(read.cookie(), read.generation(), block))) {
                return false;
            }
        }
        return true;
    }

    /** Blocks up to the first missing one; -1 for a wrong generation. */
    private synchronized int gather(Read read, byte[] bytes, byte[] presence) {
        Known record = records.get(read.cookie());
        if (record == null || !record.generation().equals(read.generation())) {
            return -1;
        }
        int prefix = 0;
        boolean hole = false;
        for (int i = 0; i < Checksums.blocks(read.length()); i++) {
            byte[] block =
                    blocks.get(new BlockKey(read.cookie(), read.generation(), read.offset() / Limits.BLOCK_BYTES + i));
            hole |= block == null;
            if (block != null) {
                presence[i >>> 3] |= (byte) (1 << (i & 7));
                System.arraycopy(block, 0, bytes, i * Limits.BLOCK_BYTES, block.length);
            }
            prefix += hole ? 0 : 1;
        }
        return prefix;
    }

    private synchronized Frame answer(Frame frame, byte[] payload) {
        if (frame instanceof Heartbeat beat) {
            return new HeartbeatAck(beat.sequence(), epoch, leaseMillis, List.of());
        } else if (frame instanceof AcquireVolume) {
            return new VolumeAcquired(volumeGeneration, false, "");
        } else if (frame instanceof Use use) {
            CookieId cookie = CookieId.of(use.volumeKey(), use.objectKey().toArray());
            Known old = records.get(cookie);
            boolean sameSize = old != null && (use.anySize() || old.size() == use.objectSize());
            boolean same = old != null && old.aux().equals(use.aux()) && sameSize;
            Known record = same ? old : new Known(newGeneration(), use.aux(), use.objectSize());
            records.put(cookie, record);
            return new CookieReply(
                    cookie, record.generation(), record.aux(), record.size(), old == null, disabled.contains(cookie));
        } else if (frame instanceof Change change) {
            return change(change);
        } else if (frame instanceof LookUp lookUp) {
            CookieId cookie = CookieId.of(lookUp.volumeKey(), lookUp.objectKey().toArray());
            Known record = records.get(cookie);
            return record == null
                    ? new ErrorReply(ErrorCode.ENODATA, Reason.NO_SUCH_OBJECT, "no record")
                    : new CookieReply(cookie, record.generation(), record.aux(), record.size(), false, false);
        } else if (frame instanceof Write write) {
            return write(write, payload);
        } else if (frame instanceof Scrub) {
            return new Scrubbed(1);
        } else if (frame instanceof Occupancy) {
            return new Occupied((long) blocks.size() * Limits.BLOCK_BYTES, Bytes.of(new byte[] {1}));
        }
        return new Ok();
    }

    private static ByteRange dropped(Change change, Known old) {
        if (change.kind() == Change.Kind.MODIFY) {
            return change.range();
        }
        boolean current = old.generation().equals(change.base());
        return change.kind() == Change.Kind.UPDATE && current
                ? droppedBySize(old.size(), change.objectSize())
                : ByteRange.ALL;
    }

    private static ByteRange droppedBySize(long before, long after) {
        long end = Math.min(before, after);
        return before == after ? ByteRange.EMPTY : new ByteRange(end - end % Limits.BLOCK_BYTES, Long.MAX_VALUE);
    }

    private Frame change(Change change) {
        CookieId cookie = CookieId.of(change.volumeKey(), change.objectKey().toArray());
        Known old = records.get(cookie);
        boolean current = old != null && old.generation().equals(change.base());
        if (change.kind() == Change.Kind.MODIFY && !current) {
            return new ErrorReply(ErrorCode.ESTALE, Reason.WRONG_GENERATION, "changed");
        }
        if (change.dioWrite()) {
            disabled.add(cookie);
        }
        Bytes aux = change.keepAux() && old != null ? old.aux() : change.aux();
        Known record = new Known(newGeneration(), aux, change.objectSize());
        records.put(cookie, record);
        if (current && change.kind() == Change.Kind.MODIFY) {
            keep(cookie, old, record, change.range());
        } else if (current && change.kind() == Change.Kind.UPDATE) {
            long end = old.size() == record.size() ? Long.MAX_VALUE : Math.min(old.size(), record.size());
            keep(cookie, old, record, new ByteRange(end - end % Limits.BLOCK_BYTES, Long.MAX_VALUE));
        }
        return new CookieReply(cookie, record.generation(), aux, record.size(), false, disabled.contains(cookie));
    }

    private void keep(CookieId cookie, Known from, Known to, ByteRange dropped) {
        for (Map.Entry<BlockKey, byte[]> entry : List.copyOf(blocks.entrySet())) {
            BlockKey key = entry.getKey();
            long at = key.block() * Limits.BLOCK_BYTES;
            boolean kept = at < dropped.start() || at >= dropped.end();
            if (kept && key.cookie().equals(cookie) && key.generation().equals(from.generation())) {
                blocks.put(new BlockKey(cookie, to.generation(), key.block()), entry.getValue());
            }
        }
    }

    /** The object is cached again. */
    public synchronized void enable(CookieId cookie) {
        disabled.remove(cookie);
    }

    private Frame write(Write write, byte[] payload) {
        Known record = records.get(write.cookie());
        if (record == null || !record.generation().equals(write.generation())) {
            return new ErrorReply(ErrorCode.ESTALE, Reason.WRONG_GENERATION, "changed");
        }
        if (write.checksums().firstMismatch(ByteBuffer.wrap(payload)) >= 0) {
            return new ErrorReply(ErrorCode.EIO, Reason.CHECKSUM, "bad payload");
        }
        int stored = 0;
        for (int at = 0; at < payload.length; at += Limits.BLOCK_BYTES) {
            byte[] block = java.util.Arrays.copyOfRange(payload, at, Math.min(payload.length, at + Limits.BLOCK_BYTES));
            BlockKey key = new BlockKey(write.cookie(), write.generation(), (write.offset() + at) / Limits.BLOCK_BYTES);
            if (blocks.putIfAbsent(key, block) == null) {
                stored += block.length;
            }
        }
        return new Written(stored);
    }
}
