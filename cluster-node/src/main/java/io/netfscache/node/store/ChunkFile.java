package io.netfscache.node.store;

import io.netfscache.protocol.Limits;
import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open descriptor of a chunk file and what can be read and written through it. Counted: a chunk that is relabelled
 * shares it with pins of the old label. The last user's release closes it on the background executor, because closing
 * a file that is deleted frees its pages.
 */
final class ChunkFile {
    private static final Logger log = LoggerFactory.getLogger(ChunkFile.class);

    private final FileChannel channel;
    private final ChunkLayout layout;
    private final Executor background;
    private final Runnable whenClosed;
    private final AtomicInteger users = new AtomicInteger(1);

    ChunkFile(FileChannel channel, ChunkLayout layout, Executor background) {
        this(channel, layout, background, () -> {});
    }

    ChunkFile(FileChannel channel, ChunkLayout layout, Executor background, Runnable whenClosed) {
        this.channel = channel;
        this.layout = layout;
        this.background = background;
        this.whenClosed = whenClosed;
    }

    FileChannel channel() {
        return channel;
    }

    ChunkLayout layout() {
        return layout;
    }

    ChunkFile retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        try {
            background.execute(this::close);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Closing a chunk file failed; what was last written to it may be lost");
        }
        whenClosed.run();
    }

    /** Null when the file does not begin with a whole header. */
    @Nullable
    ChunkHeader readHeader() throws IOException {
        ByteBuffer page = ByteBuffer.allocate(ChunkHeader.BYTES);
        readFully(page, 0);
        return page.hasRemaining() ? null : ChunkHeader.decode(page.array());
    }

    void writeHeader(ChunkHeader header) throws IOException {
        writeFully(ByteBuffer.wrap(header.encode()), 0);
    }

    /** As the other; when it returns the header is on the disk. */
    void writeHeaderForced(ChunkHeader header) throws IOException {
        writeHeader(header);
        channel.force(false);
    }

    /** The map pages of the first {@code blocks} blocks; what lies beyond the file's end is zero: not present. */
    ByteBuffer readMapPages(int blocks) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(ChunkLayout.mapPages(blocks) * ChunkLayout.PAGE_BYTES);
        readFully(pages, layout.mapPosition(0));
        return pages.clear();
    }

    void writeMapPage(int page, ByteBuffer contents) throws IOException {
        writeFully(contents, layout.mapPosition(page));
    }

    void writeData(long offset, ByteBuffer data) throws IOException {
        writeFully(data, layout.dataPosition(offset));
    }

    /** Fills {@code buffer} as far as the file goes. */
    void readData(long offset, ByteBuffer buffer) throws IOException {
        readFully(buffer, layout.dataPosition(offset));
    }

    void readData(long offset, int length, ByteBuf out) throws IOException {
        long position = layout.dataPosition(offset);
        for (int done = 0; done < length; ) {
            int count = out.writeBytes(channel, position + done, length - done);
            if (count < 0) {
                throw new EOFException("chunk file ends " + (length - done) + " bytes too early");
            }
            done += count;
        }
    }

    /** Copies whole blocks to the same place of another file; the last may be cut by the end of this one. */
    void copyData(BlockRange blocks, ChunkFile target) throws IOException {
        long from = layout.dataPosition((long) blocks.from() * Limits.BLOCK_BYTES);
        long end = Math.min(channel.size(), layout.dataPosition((long) blocks.to() * Limits.BLOCK_BYTES));
        target.channel.position(from);
        while (from < end) {
            from += channel.transferTo(from, end - from, target.channel);
        }
    }

    private void readFully(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, position);
            if (count < 0) {
                return;
            }
            position += count;
        }
    }

    private void writeFully(ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            position += channel.write(buffer, position);
        }
    }
}
