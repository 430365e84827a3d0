package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.BLOCK;
import static io.netfscache.node.store.StoreFixture.CHUNK;
import static io.netfscache.node.store.StoreFixture.fence;
import static io.netfscache.node.store.StoreFixture.object;
import static io.netfscache.node.store.StoreFixture.random;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Fence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** COHERENCE 7.3: what a modifier has stored is marked on the disk, from before its first byte until the commit. */
@Timeout(60)
class DirtyChunkTest {
    private static final ObjectIdentity OBJECT = object("a", 1, CHUNK);
    private static final ObjectIdentity COMMITTED = object("a", 2, CHUNK);

    private final ReentrantLock lock = new ReentrantLock();
    private StoreFixture fixture;
    private RecordingChannel disk;
    private OpenChunk chunk;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(directory.resolve("store"), Runnable::run);
        ChunkLayout layout = new ChunkLayout(CHUNK);
        disk = new RecordingChannel(
                FileChannel.open(
                        directory.resolve("chunk"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE),
                layout);
        ChunkFile file = new ChunkFile(disk, layout, Runnable::run);
        ChunkHeader header = new ChunkHeader(0, CHUNK, 0, OBJECT, DroppedBlocks.NONE);
        file.writeHeader(header);
        disk.done.clear();
        chunk = new OpenChunk(
                ChunkName.of(OBJECT, 0),
                header,
                file,
                ChunkMap.empty(CHUNK / BLOCK),
                lock,
                new SpaceLedger(),
                new StoreCounters());
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
        chunk.release();
    }

    private int fill(int block, boolean modified) throws IOException {
        ByteBuffer payload = ByteBuffer.wrap(random(block, BLOCK));
        return chunk.fill(new BlockRange(block, block + 1), payload, Checksums.compute(payload), modified);
    }

    private OpenChunk fenced(OpenChunk base, Fence fence) throws IOException {
        lock.lock();
        try {
            return base.fenced(fence);
        } finally {
            lock.unlock();
        }
    }

    private ChunkHeader onDisk(ObjectIdentity object) throws IOException {
        return requireNonNull(fixture.header(object, 0));
    }

    @Test
    void theMarkIsForcedBeforeTheFirstModifiedByteAndLaterOnesCostNoForce() throws IOException {
        fill(0, false);
        assertThat(disk.done).containsExactly("bytes", "map");
        disk.done.clear();

        fill(1, true);
        assertThat(disk.done).containsExactly("header", "force", "bytes", "map");
        assertThat(requireNonNull(disk.forced).isDirty()).isTrue();
        disk.done.clear();

        fill(2, true);
        fill(3, false);
        assertThat(disk.done).containsExactly("bytes", "map", "bytes", "map");
    }

    @Test
    void bytesThatAreThereAlreadyAreNoModification() throws IOException {
        fill(0, false);
        disk.done.clear();

        assertThat(fill(0, true)).isZero();
        assertThat(disk.done).isEmpty();
    }

    @Test
    void aCrashBetweenMarkAndBytesLeavesADirtyChunk() throws IOException {
        disk.stopBefore = "bytes";

        assertThatThrownBy(() -> fill(1, true)).hasMessageContaining("stopped before: bytes");

        assertThat(disk.done).containsExactly("header", "force");
        assertThat(requireNonNull(disk.forced).isDirty()).isTrue();
    }

    @Test
    void aMarkThatDidNotReachTheDiskIsTriedAgainBeforeAnyByte() throws IOException {
        disk.stopBefore = "force";
        assertThatThrownBy(() -> fill(1, true)).hasMessageContaining("stopped before: force");
        assertThat(disk.done).containsExactly("header");
        disk.stopBefore = "";

        assertThat(fill(1, true)).isEqualTo(BLOCK);

        assertThat(disk.done).containsExactly("header", "header", "force", "bytes", "map");
    }

    @Test
    void theMarkStaysThroughFencesUntilNobodyModifiesTheObjectAnyMore() throws IOException {
        fill(1, true);
        OpenChunk changed = fenced(chunk, fence(OBJECT, COMMITTED, new ByteRange(0, BLOCK), true));
        disk.done.clear();
        ByteBuffer payload = ByteBuffer.wrap(random(5, BLOCK));
        changed.fill(new BlockRange(5, 6), payload, Checksums.compute(payload), true);
        assertThat(disk.done).as("dirty as it was").containsExactly("bytes", "map");

        OpenChunk committed = fenced(changed, fence(COMMITTED, object("a", 3, CHUNK), ByteRange.EMPTY, false));
        disk.done.clear();
        payload.rewind();
        committed.fill(new BlockRange(6, 7), payload, Checksums.compute(payload), true);

        assertThat(disk.done).as("dirty anew").containsExactly("header", "force", "bytes", "map");
        changed.release();
        committed.release();
    }

    /** The writer comes to its bytes after the commit: whoever takes the chunk for clean does not have them. */
    @Test
    void bytesThatCrossTheCommitAreNotInTheCleanChunk() throws Exception {
        disk.stopBefore = "bytes";
        assertThatThrownBy(() -> fill(1, true)).isInstanceOf(IOException.class);
        disk.stopBefore = "";
        OpenChunk committed = fenced(chunk, fence(OBJECT, COMMITTED, ByteRange.EMPTY, false));

        assertThat(fill(1, true)).isEqualTo(OpenChunk.SUPERSEDED);

        assertThat(committed.map().present().count()).isZero();
        committed.release();
    }

    @Test
    void aCrashBetweenBytesAndCommitLeavesADirtyChunk() throws IOException {
        fixture.write(OBJECT, 0, 0, random(1, CHUNK), true);

        fixture.reopenUncleanly();

        assertThat(onDisk(OBJECT).isDirty()).isTrue();
        assertThat(fixture.store.presentBytes(OBJECT, 0)).isEqualTo(CHUNK);
        fixture.store.fence(fence(OBJECT, COMMITTED, ByteRange.EMPTY, false));
        assertThat(onDisk(COMMITTED).isDirty()).isFalse();
        assertThat(fixture.store.presentBytes(COMMITTED, 0)).isEqualTo(CHUNK);
    }

    @Test
    void whatIsFilledIsNotDirtyAndAModifiersFenceAloneMakesItNot() throws IOException {
        fixture.write(OBJECT, 0, 0, random(1, CHUNK), false);
        assertThat(onDisk(OBJECT).isDirty()).isFalse();

        fixture.store.fence(fence(OBJECT, COMMITTED, new ByteRange(0, BLOCK), true));

        assertThat(onDisk(COMMITTED).isDirty()).isFalse();
    }

    @Test
    void aChunkThatMovesToANewFileStaysDirty() throws IOException {
        fixture.write(OBJECT, 0, 0, random(1, CHUNK), true);
        fixture.store.fence(fence(OBJECT, COMMITTED, new ByteRange(0, BLOCK), true));

        // Block 0 was dropped, so that it is stored in a new file
        assertThat(fixture.write(COMMITTED, 0, 0, random(2, BLOCK), false)).isEqualTo(BLOCK);

        assertThat(onDisk(COMMITTED).dropped().ranges()).isEmpty();
        assertThat(onDisk(COMMITTED).isDirty()).isTrue();
    }

    @Test
    void otherChunksOfTheObjectAreNotDirty() throws IOException {
        ObjectIdentity two = object("two", 1, 2L * CHUNK);
        fixture.write(two, 0, 0, random(1, BLOCK), false);
        fixture.write(two, 1, 0, random(2, BLOCK), true);

        assertThat(onDisk(two).isDirty()).isFalse();
        assertThat(requireNonNull(fixture.header(two, 1)).isDirty()).isTrue();
    }
}
