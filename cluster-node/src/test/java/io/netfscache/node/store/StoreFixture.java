package io.netfscache.node.store;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.ObjectGeneration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.FileRegion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store of small chunks in a directory of a test, and the names and bytes that go with it. */
final class StoreFixture implements AutoCloseable {
    static final int BLOCK = Limits.BLOCK_BYTES;
    static final int CHUNK = 16 * BLOCK;

    private final Path root;
    private final Executor background;
    private final int openChunks;
    private final long maxBytes;
    DirectoryStore store;

    StoreFixture(Path root, Executor background) throws IOException {
        this(root, background, 64);
    }

    StoreFixture(Path root, Executor background, int openChunks) throws IOException {
        this(root, background, openChunks, 0);
    }

    StoreFixture(Path root, Executor background, int openChunks, long maxBytes) throws IOException {
        this.root = root;
        this.background = background;
        this.openChunks = openChunks;
        this.maxBytes = maxBytes;
        this.store = open();
    }

    private DirectoryStore open() throws IOException {
        return DirectoryStore.open(new StoreConfig(root, CHUNK, 0, openChunks, maxBytes), background, () -> 0);
    }

    void reopenCleanly() throws IOException {
        store.close();
        store = open();
    }

    /** As after a crash: nothing says that the store was closed. */
    void reopenUncleanly() throws IOException {
        closeUncleanly();
        store = open();
    }

    void closeUncleanly() throws IOException {
        store.close();
        Files.delete(root.resolve("clean"));
    }

    void openAgain() throws IOException {
        store = open();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    static ObjectGeneration generation(long number) {
        return new ObjectGeneration(new Generation(1, 1), new Generation(number, ~number));
    }

    static ObjectIdentity object(String key, long generation, long size) {
        return new ObjectIdentity(
                "volume", Bytes.utf8(key), generation(generation), size, Bytes.utf8("aux" + generation), Bytes.EMPTY);
    }

    static Fence fence(ObjectIdentity base, ObjectIdentity next, ByteRange dropped) {
        return fence(base, next, dropped, false);
    }

    /** @param modified whether somebody goes on modifying the object */
    static Fence fence(ObjectIdentity base, ObjectIdentity next, ByteRange dropped, boolean modified) {
        return new Fence(
                1,
                0,
                Fence.Scope.OBJECT,
                base.volumeKey(),
                base.objectKey(),
                base.generation(),
                next.generation(),
                dropped,
                next.objectSize(),
                next.aux(),
                modified,
                MemberList.UNKNOWN);
    }

    static Fence volumeFence(String volumeKey, ObjectGeneration base, ObjectGeneration next) {
        return new Fence(1, 0, Fence.Scope.VOLUME, volumeKey, Bytes.EMPTY, base, next, ByteRange.ALL, 0, Bytes.EMPTY);
    }

    /** The volume stays in its generation and has other coherency data. */
    static Fence coherencyFence(String volumeKey, ObjectGeneration generation, Bytes coherency) {
        return new Fence(
                1,
                0,
                Fence.Scope.VOLUME,
                volumeKey,
                Bytes.EMPTY,
                generation,
                generation,
                ByteRange.EMPTY,
                0,
                coherency);
    }

    /** What the chunk's file says of itself on disk; null when there is no file. */
    @Nullable
    ChunkHeader header(ObjectIdentity object, int chunk) throws IOException {
        Path file = ChunkName.of(object, chunk).in(root.resolve("volumes"));
        if (!Files.exists(file)) {
            return null;
        }
        return ChunkHeader.decode(Arrays.copyOf(Files.readAllBytes(file), ChunkHeader.BYTES));
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    int write(ObjectIdentity object, int chunk, int offset, byte[] bytes) throws StoreException {
        return write(object, chunk, offset, bytes, false);
    }

    int write(ObjectIdentity object, int chunk, int offset, byte[] bytes, boolean modified) throws StoreException {
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        return store.write(object, chunk, offset, payload, Checksums.compute(payload), modified);
    }

    /** What can be served, after a check where one is needed; missing blocks are null. */
    static byte[][] blocks(PinnedChunk pin, int chunkLength) throws IOException {
        int count = Checksums.blocks(chunkLength);
        byte[][] blocks = new byte[count][];
        if (pin.needsCheck(0, chunkLength)) {
            pin.check(0, chunkLength);
        }
        for (int block = 0; block < count; block++) {
            int run = pin.presentRun((long) block * BLOCK, BLOCK);
            if (run > 0) {
                blocks[block] = read(pin, block * BLOCK, run);
            }
        }
        return blocks;
    }

    static byte[] read(PinnedChunk pin, int offset, int length) throws IOException {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(length);
        try {
            pin.read(offset, length, out);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        } finally {
            out.release();
        }
    }

    static byte[] transfer(FileRegion region) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WritableByteChannel out = Channels.newChannel(bytes);
        while (region.transferred() < region.count()) {
            region.transferTo(out, region.transferred());
        }
        return bytes.toByteArray();
    }

    /** The only chunk file of the store. */
    Path chunkFile() throws IOException {
        List<Path> files = chunkFiles();
        if (files.size() != 1) {
            throw new AssertionError("not one chunk file: " + files);
        }
        return files.get(0);
    }

    List<Path> chunkFiles() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("volumes"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> root.resolve("volumes").relativize(file).getNameCount() == 3)
                    .toList();
        }
    }
}
