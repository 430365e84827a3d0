package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.origin.OriginWriter;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes dirty pages of one file to the origin and to the cache, top to bottom: the version that is changed, captured with the
 * modifier's mark; what the cache is to have, while the origin still has what is around it; the origin; the cache. When
 * somebody else has changed the file, all of it again over what he has made: of each byte the last writer's counts.
 */
final class WriteBackBatch {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBackBatch.class);

    private final WriteTools tools;
    private final FileNode inode;
    private final DirtyPages pages;

    /** @param pages that nobody changes meanwhile */
    WriteBackBatch(WriteTools tools, FileNode inode, DirtyPages pages) {
        this.tools = tools;
        this.inode = inode;
        this.pages = pages;
    }

    /**
     * Returns when the origin has it.
     *
     * @param flags how the cache is told; with any it gets no bytes
     * @return why it is not certain that the cache was told, or null
     * @throws IOException when the origin has not taken it all; some of it may be there
     */
    @Nullable
    IOException run(boolean durable, Set<InvalidateFlag> flags) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                return runOnce(durable, flags, attempt < NetfsLimits.MAX_RESTARTS / 2);
            } catch (OriginChangedException e) {
                if (attempt == NetfsLimits.MAX_RESTARTS) {
                    throw e;
                }
                inode.refresh();
            } catch (CacheException e) {
                if (e.code() != ErrorCode.ESTALE || attempt == NetfsLimits.MAX_RESTARTS) {
                    throw e;
                }
                inode.refresh();
            }
            LOG.atDebug().addKeyValue("file", inode).log("changed by somebody else: written again over that");
        }
    }

    private @Nullable IOException runOnce(boolean durable, Set<InvalidateFlag> flags, boolean cached)
            throws IOException {
        try (BaseVersion base = cached ? BaseVersion.begin(inode, tools) : BaseVersion.uncached(inode, tools)) {
            OriginAttributes before = base.version();
            if (before.size() < 0) {
                throw new IOException(inode + " cannot be written: the origin does not tell its size");
            }
            CacheUpdate update = new CacheUpdate(tools, inode, pages, base);
            if (flags.isEmpty()) {
                update.prepare();
            }
            Made made = changeOrigin(base, durable);
            inode.pages().cameToOrigin();
            try {
                update.tell(made.attributes(), made.certain(), flags);
                return null;
            } catch (IOException e) {
                return e;
            } finally {
                inode.became(made.attributes());
            }
        }
    }

    /** @param certain whether that is what this write-back has made, and not what somebody else has made of it since */
    private record Made(OriginAttributes attributes, boolean certain) {}

    private Made changeOrigin(BaseVersion base, boolean durable) throws IOException {
        long before = base.version().size();
        long size = tools.rules().endOfFile(before, pages.size(before));
        try (OriginWriter writer = tools.origin().openForWriting(inode.path(), base.version(), size)) {
            if (writer.inPlace()) {
                for (ByteRange range : pages.ranges(before)) {
                    ByteRange changed = tools.rules().toOrigin(range);
                    write(writer, base, false, changed.start(), changed.end());
                }
            } else {
                write(writer, base, true, 0, size);
            }
            base.keepMark();
            OriginAttributes made = writer.commit(durable);
            // A server that takes whole files has them for good when it says so.
            inode.setVolatileChanges(writer.inPlace() && !durable);
            // Of who writes in place at the same time the fences of both tell.
            return new Made(made, writer.inPlace() || writer.isCertain());
        }
    }

    /** @param whole whether there is something of {@code base} between the written bytes */
    private void write(OriginWriter writer, BaseVersion base, boolean whole, long start, long end) throws IOException {
        int step = (int) Math.min(NetfsLimits.WRITE_STEP_BYTES, end - start);
        for (long at = start; at < end; at += step) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(step, end - at));
            if (whole) {
                base.read(at, bytes);
            }
            pages.applyTo(at, bytes);
            writeAll(writer, base, at, bytes);
        }
    }

    private void writeAll(OriginWriter writer, BaseVersion base, long position, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            base.keepMark();
            int n = writer.write(position + bytes.position(), bytes);
            if (n <= 0) {
                throw new IOException("the origin takes no more of " + inode + " at " + (position + bytes.position()));
            }
            tools.counters().writtenBytes.add(n);
        }
    }
}
