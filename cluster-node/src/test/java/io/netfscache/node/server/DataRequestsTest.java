package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeStats;
import io.netfscache.node.cache.Stores;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.coherence.VerifiedObjects;
import io.netfscache.node.inspect.RecentReasons;
import io.netfscache.node.inspect.VolumeCounters;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Write;
import io.netfscache.protocol.Written;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** READ and WRITE of one connection, against a real store of small chunks. */
@Timeout(60)
class DataRequestsTest {
    private static final int BLOCK = Limits.BLOCK_BYTES;
    private static final int CHUNK = 16 * BLOCK;
    /** Its last block is cut by the object's end. */
    private static final int SIZE = 9 * BLOCK + 100;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Connection connection = new Connection(
            channel, new Hello(2, 2, Hello.Role.CLIENT, new SessionId(1, 1), false, "", Bytes.EMPTY, "test"));
    private int diskJobs;
    private DirectoryStore store;
    private ObjectIdentity object = object(SIZE);

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(new StoreConfig(directory, CHUNK, 0, 64), Runnable::run, () -> 0);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        channel.finishAndReleaseAll();
    }

    private static ObjectIdentity object(long size) {
        ObjectGeneration generation = new ObjectGeneration(new Generation(1, 1), new Generation(2, 2));
        return new ObjectIdentity("volume", Bytes.utf8("key"), generation, size, Bytes.utf8("aux"), Bytes.EMPTY);
    }

    private VerifiedObjects verified() {
        TestLease lease = new TestLease();
        NodeStats stats = new NodeStats();
        AnswerGuard answers = new AnswerGuard(lease, () -> 0, stats, Rules.ALL);
        VerifiedObjects objects = new VerifiedObjects(
                lease, answers, cookie -> CompletableFuture.completedFuture(Optional.of(object)), stats, Rules.ALL);
        objects.verify(object.cookieId(), object.generation()).join();
        return objects;
    }

    private DataRequests requests() {
        return requests(verified(), job -> {
            diskJobs++;
            job.run();
        });
    }

    private DataRequests requests(VerifiedObjects objects, Executor disk) {
        return new DataRequests(
                objects,
                Stores.of(store),
                disk,
                CHUNK,
                new NodeStats(),
                new RecentReasons(() -> 0),
                new VolumeCounters(() -> 0));
    }

    private void store(int firstBlock, int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(firstBlock).nextBytes(bytes);
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        store.write(object, 0, (long) firstBlock * BLOCK, payload, Checksums.compute(payload));
    }

    private Frame read(int firstBlock, int blocks, Read.Holes holes, boolean whole) {
        requests()
                .read(
                        connection,
                        1,
                        new Read(
                                object.cookieId(),
                                object.generation(),
                                (long) firstBlock * BLOCK,
                                blocks * BLOCK,
                                holes,
                                whole));
        return answer();
    }

    private Frame answer() {
        channel.runPendingTasks();
        ByteBuf head = channel.readOutbound();
        try {
            FrameHeader header = FrameHeader.decode(head, Limits.MAX_FRAME_BYTES);
            return header.type().decode(head);
        } finally {
            head.release();
            channel.releaseOutbound();
        }
    }

    private static void assertMissing(Frame answer, int... presence) {
        byte[] bitmap = new byte[presence.length];
        for (int i = 0; i < bitmap.length; i++) {
            bitmap[i] = (byte) presence[i];
        }
        assertThat(answer).isInstanceOfSatisfying(ErrorReply.class, reply -> {
            assertThat(reply.code()).isEqualTo(ErrorCode.ENODATA);
            assertThat(reply.detail()).isEqualTo(Bytes.of(bitmap));
        });
    }

    private static void assertData(Frame answer, int length) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Data.class, data -> assertThat(data.length()).isEqualTo(length));
    }

    @Test
    void anObjectInOnePieceIsMissingWhileAnyBlockOfItIs() throws IOException {
        store(0, 9 * BLOCK);

        assertData(read(0, 2, Read.Holes.FAIL, false), 2 * BLOCK);
        for (Read.Holes holes : Read.Holes.values()) {
            assertMissing(read(0, 2, holes, true), 0);
            assertMissing(read(0, 9, holes, true), 0, 0);
        }
        store(9, 100);

        assertData(read(0, 2, Read.Holes.FAIL, true), 2 * BLOCK);
        assertData(read(9, 1, Read.Holes.STOP, true), 100);
    }

    @Test
    void anObjectInOnePieceThatIsOpenIsServedWithoutAnotherThread() throws IOException {
        store(0, SIZE);

        assertData(read(3, 2, Read.Holes.FAIL, true), 2 * BLOCK);

        assertThat(diskJobs).isZero();
    }

    @Test
    void afterACrashAllOfAnObjectInOnePieceIsCheckedBeforeAnyOfItIsServed() throws IOException {
        store(0, SIZE);
        store.close();
        Files.delete(directory.resolve("clean"));
        open();
        assertData(read(0, 1, Read.Holes.FAIL, true), BLOCK);

        store.close();
        Files.delete(directory.resolve("clean"));
        flipLastByte();
        open();

        assertMissing(read(0, 1, Read.Holes.FAIL, true), 0);
        assertData(read(0, 1, Read.Holes.FAIL, false), BLOCK);
    }

    private void flipLastByte() throws IOException {
        byte[] bytes = Files.readAllBytes(chunkFile());
        bytes[bytes.length - 1] ^= 1;
        Files.write(chunkFile(), bytes);
    }

    private Path chunkFile() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("volumes"))) {
            return files.filter(file -> file.endsWith("key.0")).findFirst().orElseThrow();
        }
    }

    @Test
    void anObjectLargerThanAChunkIsNotInOnePiece() throws IOException {
        object = object(CHUNK + 1);

        assertThat(read(0, 1, Read.Holes.FAIL, true)).isInstanceOfSatisfying(ErrorReply.class, reply -> {
            assertThat(reply.code()).isEqualTo(ErrorCode.EINVAL);
            assertThat(reply.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(reply.message()).contains(Integer.toString(CHUNK + 1), Integer.toString(CHUNK));
        });
    }

    @Test
    void aReaderWhoWantsToFillIsToldWhatIsThereAsOneWhoFails() throws IOException {
        store(1, 2 * BLOCK);

        assertMissing(read(0, 4, Read.Holes.FILL, false), 0b0110);
        assertMissing(read(0, 4, Read.Holes.FAIL, false), 0b0110);
        assertMissing(read(1, 3, Read.Holes.FILL, false), 0b011);
        assertData(read(1, 3, Read.Holes.STOP, false), 2 * BLOCK);
        assertData(read(1, 2, Read.Holes.FILL, false), 2 * BLOCK);
    }

    @Test
    void modifiedBytesMarkTheChunkDirtyAndFilledOnesDoNot() throws IOException {
        for (boolean modified : new boolean[] {false, true}) {
            byte[] bytes = new byte[BLOCK];
            long offset = modified ? BLOCK : 0;
            Checksums sums = Checksums.compute(ByteBuffer.wrap(bytes));
            Write write = new Write(object.cookieId(), object.generation(), offset, BLOCK, sums, modified);

            requests().write(connection, 1, write, Unpooled.wrappedBuffer(bytes));

            assertThat(answer()).isEqualTo(new Written(BLOCK));
            int flags = ByteBuffer.wrap(Files.readAllBytes(chunkFile())).getShort(10);
            assertThat(flags).isEqualTo(modified ? 1 : 0);
        }
    }

    @Test
    void bytesThatWaitForTheDiskUntilAfterAFenceDoNotTakeThePlaceOfNewerOnes() throws IOException {
        // Given bytes of a generation that was verified, in the queue of the disk
        VerifiedObjects objects = verified();
        Deque<Runnable> queue = new ArrayDeque<>();
        byte[] old = new byte[BLOCK];
        Checksums sums = Checksums.compute(ByteBuffer.wrap(old));
        requests(objects, queue::add)
                .write(
                        connection,
                        1,
                        new Write(object.cookieId(), object.generation(), 0, BLOCK, sums, false),
                        Unpooled.wrappedBuffer(old));
        // When a fence overtakes them, and somebody stores newer ones
        ObjectIdentity before = object;
        ObjectGeneration next = new ObjectGeneration(new Generation(1, 1), new Generation(3, 3));
        object = new ObjectIdentity("volume", Bytes.utf8("key"), next, SIZE, Bytes.utf8("new"), Bytes.EMPTY);
        objects.fence(new Fence(
                1,
                1,
                Fence.Scope.OBJECT,
                "volume",
                Bytes.utf8("key"),
                before.generation(),
                next,
                ByteRange.ALL,
                SIZE,
                Bytes.utf8("new")));
        objects.verify(object.cookieId(), next).join();
        store(0, 2 * BLOCK);
        queue.remove().run();
        // Then the newer ones stay
        assertThat(answer())
                .isInstanceOfSatisfying(
                        ErrorReply.class, reply -> assertThat(reply.reason()).isEqualTo(Reason.VERIFYING));
        assertThat(store.presentBytes(object, 0)).isEqualTo(2 * BLOCK);
    }
}
