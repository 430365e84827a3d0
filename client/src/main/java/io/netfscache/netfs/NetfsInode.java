package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.Folio;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a file and what pins it (struct netfs_inode): while a folio of the file is dirty the cookie is in use with
 * {@code willModify}, also when everybody has closed the file. So the record keeps the modifier's mark until the last dirty
 * byte has been written back, and if this client dies before that the cluster drops what it has of the object.
 *
 * <p>A filesystem tells it of {@linkplain #dirtyFolio each folio that becomes dirty} before the bytes change, of {@linkplain
 * #written those that have been written back}, then {@linkplain #unpinWriteback drops the pin}, and when the file leaves
 * memory {@linkplain #clearWriteback clears} it. Folios are told apart by identity. Safe for use by many threads.
 */
public final class NetfsInode {
    private final Cookie cookie;
    private final Set<Folio> dirty = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean pinned;
    /** In-use marks of the cookie that are still to be given back: one of {@link #pinned}, and those of unspent controls. */
    private int marks;

    /** @param cookie stays the caller's, who relinquishes it when nothing is pinned any more */
    public NetfsInode(Cookie cookie) {
        this.cookie = cookie;
    }

    public Cookie cookie() {
        return cookie;
    }

    /** Folios that are dirty at this moment. */
    public synchronized int dirtyFolios() {
        return dirty.size();
    }

    /**
     * The folio is going to be dirty (fscache_dirty_folio): the first one takes an in-use mark with {@code willModify}. Does
     * not wait: that the mark is in the record is sure after the next {@link Cookie#beginWrite}, which comes before the origin
     * is written.
     *
     * @return whether the folio was clean
     * @throws RuntimeException what {@link Cookie#use} throws; then the folio does not count as dirty
     */
    public synchronized boolean dirtyFolio(Folio folio) {
        if (!pinned) {
            cookie.use(true);
            pinned = true;
            marks++;
        }
        return dirty.add(folio);
    }

    /**
     * These folios have been written to the origin, or given up: they are clean.
     *
     * @param folios any; those that are not dirty do not matter
     * @return to be passed to {@link #unpinWriteback} when the write-back is over, the cache told of it included
     */
    public synchronized WritebackControl written(Collection<? extends Folio> folios) {
        folios.forEach(dirty::remove);
        boolean last = pinned && dirty.isEmpty();
        if (last) {
            pinned = false;
        }
        return new WritebackControl(last);
    }

    /**
     * Gives the mark back if that write-back has left nothing dirty (fscache_unpin_writeback); a folio that has become dirty
     * since has a mark of its own. Once per control, more often is ignored.
     *
     * @throws CacheException as {@link Cookie#unuse}; the mark is given back nevertheless
     */
    public void unpinWriteback(WritebackControl control) throws CacheException {
        if (control.spend() && takeMarks(1) > 0) {
            cookie.unuse(null, null);
        }
    }

    /**
     * The file leaves memory (fscache_clear_inode_writeback), after its folios have gone: what was still dirty is not any
     * more. Left-over marks are given back, with the coherency data and the size that the object has now; where none is left
     * nothing is stored. Waits for the acknowledgement.
     *
     * @param aux new coherency data, or null to leave them
     * @param size in bytes
     * @throws CacheException as {@link Cookie#unuse}; the marks are given back nevertheless
     */
    public void clearWriteback(byte @Nullable [] aux, long size) throws CacheException {
        int left;
        synchronized (this) {
            dirty.clear();
            pinned = false;
            left = takeMarks(Integer.MAX_VALUE);
        }
        for (int mark = 1; mark < left; mark++) {
            cookie.unuse(null, null);
        }
        if (left > 0) {
            cookie.unuse(aux, size);
        }
    }

    private synchronized int takeMarks(int most) {
        int taken = Math.min(most, marks);
        marks -= taken;
        return taken;
    }
}
