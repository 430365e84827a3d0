package io.netfscache.netfs;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one write-back came to, as far as the cookie's pin is concerned (struct writeback_control): {@link
 * NetfsInode#written} makes it, {@link NetfsInode#unpinWriteback} takes it. Safe for use by many threads.
 */
public final class WritebackControl {
    private final boolean unpinned;
    private final AtomicBoolean spent = new AtomicBoolean();

    WritebackControl(boolean unpinned) {
        this.unpinned = unpinned;
    }

    /** Whether no folio is dirty after it, so that the pin goes (unpinned_fscache_wb, now unpinned_netfs_wb). */
    public boolean unpinnedFscacheWb() {
        return unpinned;
    }

    /** Whether a pin is to be given back for it; once. */
    boolean spend() {
        return unpinned && spent.compareAndSet(false, true);
    }
}
