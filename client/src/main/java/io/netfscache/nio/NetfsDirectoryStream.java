package io.netfscache.nio;

import io.netfscache.origin.OriginEntry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listing, taken when it was opened. What it says of an entry counts as an answer when that entry is handed out, if the
 * listing is not too old by then: who walks a large folder asks for what is ahead again.
 */
final class NetfsDirectoryStream implements DirectoryStream<Path> {
    private static final Logger LOG = LoggerFactory.getLogger(NetfsDirectoryStream.class);

    private final NetfsPath folder;
    private final Mount mount;
    private final Mount.Listing listing;
    private final Filter<? super Path> filter;
    private final Iterator<OriginEntry> entries;
    private @Nullable Path next;
    private boolean begun;
    private volatile boolean closed;

    NetfsDirectoryStream(NetfsPath folder, Mount mount, Mount.Listing listing, Filter<? super Path> filter) {
        this.folder = folder;
        this.mount = mount;
        this.listing = listing;
        this.filter = filter;
        this.entries = listing.entries().iterator();
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (closed) {
            throw new IllegalStateException("the directory stream of " + folder + " is closed");
        }
        if (begun) {
            throw new IllegalStateException("the directory stream of " + folder + " has been iterated already");
        }
        begun = true;
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return hasMore();
            }

            @Override
            public Path next() {
                return take();
            }
        };
    }

    private synchronized boolean hasMore() {
        while (next == null && !closed && entries.hasNext()) {
            next = accepted(entries.next());
        }
        return next != null;
    }

    private @Nullable Path accepted(OriginEntry entry) {
        OriginNames names = folder.getFileSystem().names();
        String name = names.lastName(entry.path());
        if (name == null) {
            LOG.atWarn()
                    .addKeyValue("file", entry.path())
                    .log("not listed: its name is no text in this locale, or no single name");
            return null;
        }
        NetfsPath path = folder.resolve(new NetfsPath(folder.getFileSystem(), false, java.util.List.of(name)));
        mount.remember(names.path(path.namesFromRoot()), entry, listing.asked());
        try {
            return filter.accept(path) ? path : null;
        } catch (IOException e) {
            throw new DirectoryIteratorException(e);
        }
    }

    private synchronized Path take() {
        if (!hasMore()) {
            throw new NoSuchElementException();
        }
        Path found = java.util.Objects.requireNonNull(next);
        next = null;
        return found;
    }

    @Override
    public void close() {
        closed = true;
    }
}
