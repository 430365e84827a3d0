package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cache of one write-back (COHERENCE 6.1): the blocks that were changed, each range in one fence, and then the new
 * coherency data, so that all others stay cached. Where there is any doubt, that nothing of before counts.
 */
final class CacheUpdate {
    private static final Logger LOG = LoggerFactory.getLogger(CacheUpdate.class);

    private record Blocks(long start, ByteBuffer bytes) {}

    private final WriteTools tools;
    private final FileNode inode;
    private final DirtyPages pages;
    private final BaseVersion base;
    private final OriginAttributes before;
    private final List<Blocks> changed = new ArrayList<>();
    private boolean prepared;

    CacheUpdate(WriteTools tools, FileNode inode, DirtyPages pages, BaseVersion base) {
        this.tools = tools;
        this.inode = inode;
        this.pages = pages;
        this.base = base;
        this.before = base.version();
    }

    /**
     * Puts the changed blocks together, before the origin is changed.
     *
     * @throws CacheException ESTALE when the cache has another version now
     * @throws OriginChangedException when the origin has
     */
    void prepare() throws IOException {
        List<ByteRange> ranges = pages.blocks(before.size());
        long bytes = ranges.stream().mapToLong(ByteRange::length).sum();
        if (base.operation() == null
                || ranges.size() > NetfsLimits.MAX_FENCES
                || bytes > NetfsLimits.MAX_CACHE_UPDATE_BYTES) {
            return;
        }
        try {
            for (ByteRange range : ranges) {
                changed.add(new Blocks(range.start(), contents(range)));
            }
            prepared = true;
        } catch (OriginChangedException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof CacheException cached && cached.code() == ErrorCode.ESTALE) {
                throw e;
            }
            // The origin can perhaps be written all the same.
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("changed blocks are not stored");
        }
    }

    private ByteBuffer contents(ByteRange range) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) range.length());
        for (long at = range.start(); at < range.end(); at += DirtyPage.BYTES) {
            int index = (int) (at - range.start());
            DirtyPage page = pages.page(at);
            if (pages.knownUntil(at) >= Math.min(range.end(), at + DirtyPage.BYTES)) {
                continue;
            }
            if (page != null && base.has(page, at)) {
                page.copyAll(bytes, index);
            } else {
                base.read(at, bytes.slice(index, Math.min(DirtyPage.BYTES, bytes.limit() - index)));
            }
        }
        pages.applyTo(range.start(), bytes);
        return bytes;
    }

    /**
     * The origin has made {@code made} of it; returns when no node and no client serves older bytes.
     *
     * @param certain whether it is that version whose bytes are here; if not they are not stored under its name
     */
    void tell(OriginAttributes made, boolean certain, Set<InvalidateFlag> flags) throws IOException {
        boolean asMade = certain && made.size() == pages.size(before.size());
        PageRules.CacheStep step = PageRules.after(before, made, prepared && asMade && base.isCurrent(), flags);
        if (step == PageRules.CacheStep.STORE) {
            try {
                store(made);
                return;
            } catch (CacheException e) {
                LOG.atDebug().addKeyValue("file", inode).setCause(e).log("the cache drops all of the file instead");
            }
        }
        tools.invalidations().changed(inode, flags.isEmpty() ? lastKnown(made) : made, flags);
        tools.folios().drop(inode);
    }

    /** Somebody else may have changed the file after this write-back: the cache is told of the origin as it is now. */
    private OriginAttributes lastKnown(OriginAttributes made) {
        try {
            return tools.origin().stat(inode.path());
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("the origin does not tell what the file is now");
            return made;
        }
    }

    private void store(OriginAttributes made) throws CacheException {
        Cookie cookie = base.cookie();
        try (CacheOperation operation = resized(cookie, made.size())) {
            for (Blocks blocks : changed) {
                operation.write(blocks.start(), blocks.bytes().duplicate());
            }
            if (!operation.isCurrent()) {
                throw changedMeanwhile();
            }
            operation.commit(made.aux().toArray(), made.size());
            for (Blocks blocks : changed) {
                tools.folios().add(new Folio(inode, operation.generation(), blocks.start(), blocks.bytes()));
            }
        }
    }

    /**
     * An operation on the file in its new size. That makes a new generation of the one that was captured. Whoever else has
     * ended a change in between shows by the coherency data; one who has only begun finds out when he commits, or we do.
     */
    private CacheOperation resized(Cookie cookie, long size) throws CacheException {
        long kept = Math.min(before.size(), pages.nothingFrom());
        if (kept < before.size()) {
            cookie.resize(kept);
        }
        if (size != kept) {
            cookie.resize(size);
        }
        CacheOperation operation = cookie.beginWrite();
        boolean resized = kept != before.size() || size != kept;
        boolean same = resized
                ? (operation.aux().equals(before.aux()) && operation.objectSize() == size)
                : isCaptured(operation);
        if (!same) {
            operation.close();
            throw changedMeanwhile();
        }
        return operation;
    }

    private CacheException changedMeanwhile() {
        return new CacheException(ErrorCode.ESTALE, Reason.WRONG_GENERATION, inode + " changed while it was written");
    }

    private boolean isCaptured(CacheOperation operation) {
        CacheOperation captured = base.operation();
        return captured != null && operation.generation().equals(captured.generation());
    }
}
