package io.netfscache.netfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A read as the user of a file sees it: what is clean, of one version, from the read helper, and what is dirty over it. What is
 * all dirty needs nothing else. While the origin has what was dirty and the cache is being told, neither counts: another client's
 * change may be newer than these pages, and the cache may still have what was before them.
 */
final class PageReader {
    private final ReadHelper helper;

    PageReader(ReadHelper helper) {
        this.helper = helper;
    }

    ReadHelper.Done read(FileNode inode, ReadAhead ahead, long position, ByteBuffer into) throws IOException {
        for (int attempt = 0; attempt < NetfsLimits.MAX_RESTARTS; attempt++) {
            ReadHelper.Done done = tryRead(inode, ahead, position, into);
            if (done != null) {
                return done;
            }
        }
        // While this waits for no write-back, none ends in the middle of it.
        inode.changing().lock();
        try {
            ReadHelper.Done done = tryRead(inode, ahead, position, into);
            if (done == null) {
                throw new IllegalStateException("pages of " + inode + " became clean without their lock");
            }
            return done;
        } finally {
            inode.changing().unlock();
        }
    }

    /** Null when pages became clean meanwhile: what was read below may lack them. */
    private ReadHelper.@org.jspecify.annotations.Nullable Done tryRead(
            FileNode inode, ReadAhead ahead, long position, ByteBuffer into) throws IOException {
        FilePages pages = inode.pages();
        int start = into.position();
        int known = into.hasRemaining() ? pages.read(position, into) : 0;
        if (known > 0) {
            return new ReadHelper.Done(known, inode.attributes());
        }
        long seen = pages.cleanings();
        ReadHelper.Done clean =
                pages.areAtOrigin() ? helper.readNow(inode, position, into) : helper.read(inode, ahead, position, into);
        into.position(start);
        int n = pages.overlay(
                position, into.slice(), clean.bytes(), clean.version().size(), seen);
        into.position(start + Math.max(0, n));
        return n < 0 ? null : new ReadHelper.Done(n, clean.version());
    }
}
