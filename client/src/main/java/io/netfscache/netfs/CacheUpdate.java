package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cache of one write-back (COHERENCE 6.1): in one fence, or a few when the changed ranges are far from each other,
 * what is dropped, the size and the new coherency data, so that all others stay cached; then the blocks that were changed,
 * as a fill. Where there is any doubt, that nothing of before counts.
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
        if (base.operation() == null) {
            return;
        }
        if (ranges.size() > NetfsLimits.MAX_CACHE_UPDATE_RANGES || bytes > NetfsLimits.MAX_CACHE_UPDATE_BYTES) {
            prepared = true;
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
        CacheOperation operation = base.operation();
        if (step == PageRules.CacheStep.STORE && operation != null) {
            try {
                if (commit(operation, made)) {
                    store(operation);
                    return;
                }
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

    /** Whether the cache keeps the rest. */
    private boolean commit(CacheOperation operation, OriginAttributes made) throws CacheException {
        List<ByteRange> drops = pages.drops(before.size());
        if (drops.isEmpty()) {
            // What this write-back has not changed, as when it was to make a file durable, somebody else has.
            return made.equals(before);
        }
        for (ByteRange more : drops.subList(0, drops.size() - 1)) {
            if (!operation.commit(more, null, before.size())) {
                return false;
            }
        }
        return operation.commit(drops.get(drops.size() - 1), made.aux().toArray(), made.size());
    }

    /** All at a time; what the cache does not take, or not for {@link NetfsLimits#CLOSE_WAIT}, is a hole, which is no error. */
    private void store(CacheOperation operation) {
        List<CompletableFuture<?>> stores = new ArrayList<>();
        for (Blocks blocks : changed) {
            CompletableFuture<Void> stored = new CompletableFuture<>();
            operation.write(blocks.start(), blocks.bytes().duplicate(), (bytes, error, async) -> {
                if (error != null) {
                    LOG.atDebug().addKeyValue("file", inode).setCause(error).log("changed blocks are not stored");
                }
                stored.complete(null);
            });
            stores.add(stored);
        }
        Void unused = CompletableFuture.allOf(stores.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, NetfsLimits.CLOSE_WAIT.toNanos(), TimeUnit.NANOSECONDS)
                .join();
        for (Blocks blocks : changed) {
            tools.folios().add(new Folio(inode, operation.generation(), blocks.start(), blocks.bytes()));
        }
    }
}
