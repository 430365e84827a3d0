package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of a file that a write-back changes: captured before the origin is written, with the modifier's mark in the
 * record. Without the cache it is what the origin said last. Used by one thread.
 */
final class BaseVersion implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BaseVersion.class);

    private final FileNode inode;
    private final Cookie cookie;
    private final @Nullable CacheOperation operation;
    private final OriginAttributes version;
    private final WriteTools tools;
    private final ModifierMark mark;
    private @Nullable Folio last;

    private BaseVersion(
            FileNode inode,
            Cookie cookie,
            @Nullable CacheOperation operation,
            OriginAttributes version,
            WriteTools tools,
            long begun) {
        this.inode = inode;
        this.cookie = cookie;
        this.operation = operation;
        this.version = version;
        this.tools = tools;
        this.mark = new ModifierMark(cookie, this::isCurrent, tools.time().clock(), begun);
    }

    /** That the file is not cached now is no error: then the cache is told afterwards that it has changed. */
    static BaseVersion begin(FileNode inode, WriteTools tools) {
        Cookie cookie = inode.cookie();
        long begun = tools.time().clock().getAsLong();
        try {
            CacheOperation operation = cookie.beginWrite();
            OriginAttributes version = new OriginAttributes(operation.objectSize(), operation.aux());
            return new BaseVersion(inode, cookie, operation, version, tools, begun);
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("written to the origin without the cache");
            return uncached(inode, tools);
        }
    }

    static BaseVersion uncached(FileNode inode, WriteTools tools) {
        return new BaseVersion(
                inode,
                inode.cookie(),
                null,
                inode.attributes(),
                tools,
                tools.time().clock().getAsLong());
    }

    OriginAttributes version() {
        return version;
    }

    /** What the version was captured with; null when the file is not cached now. */
    @Nullable
    CacheOperation operation() {
        return operation;
    }

    boolean isCurrent() {
        return operation != null && operation.isCurrent();
    }

    /** As {@link ModifierMark#keep}. */
    void keepMark() {
        mark.keep();
    }

    /** Whether the bytes captured with the page are this version's. */
    boolean has(DirtyPage page, long pageStart) {
        return operation != null
                && tools.rules()
                        .isBase(
                                page.captured(),
                                cookie.carries(page.captured(), operation.generation(), pageStart, DirtyPage.BYTES));
    }

    /**
     * Fills in the bytes of this version as far as it has them.
     *
     * @throws CacheException ESTALE when the cache has another version now
     * @throws OriginChangedException when the origin has
     */
    void read(long position, ByteBuffer into) throws IOException {
        int n = (int) Math.max(0, Math.min(into.limit(), version.size() - position));
        ByteBuffer part = into.slice(0, n);
        if (operation == null) {
            readOrigin(position, part);
            return;
        }
        while (part.hasRemaining()) {
            long at = position + part.position();
            folio(operation, at, part.remaining()).copyTo(at, part);
        }
    }

    private Folio folio(CacheOperation begun, long position, int wanted) throws IOException {
        Folio folio = last != null && last.contains(position)
                ? last
                : tools.folios().find(inode, position, begun.generation());
        if (folio == null) {
            long start = PageRules.roundDown(position);
            long end = Math.min(version.size(), PageRules.roundUp(position + wanted));
            folio = tools.loader().load(inode, begun, start, end);
        }
        last = folio;
        return folio;
    }

    private void readOrigin(long position, ByteBuffer part) throws IOException {
        ReadRules.Fill fill = inode.useOrigin(version, file -> {
            file.read(position, part);
            return tools.readRules().filled(file.certify());
        });
        if (fill == ReadRules.Fill.READ_AGAIN || part.hasRemaining()) {
            throw new OriginChangedException(inode + " changed while it was read to be written");
        }
    }

    @Override
    public void close() {
        if (operation != null) {
            operation.close();
        }
    }
}
