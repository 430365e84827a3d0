package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.Volume;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of a mount: one inode for all who have a file open, kept for a while after the last has closed it. When there are
 * too many the idle ones go, the least recently opened first.
 *
 * <p><b>Lock.</b> {@code this} guards the map and is taken before that of an inode. It is not held while the origin is asked.
 */
final class InodeCache {
    private final Origin origin;
    private final Volume volume;
    private final FolioCache folios;
    private final Supplier<FilePages> pages;
    /** By path, the least recently opened first. */
    private final Map<String, FileNode> inodes = new LinkedHashMap<>();

    private boolean closed;

    /** @param pages makes the dirty pages of a file that there was no inode of */
    InodeCache(Origin origin, Volume volume, FolioCache folios, Supplier<FilePages> pages) {
        this.origin = origin;
        this.volume = volume;
        this.folios = folios;
        this.pages = pages;
    }

    /**
     * The inode of a file, opened once more; {@link FileNode#close} is the other end.
     *
     * @param path as the origin writes it
     * @param known what the origin said of it, not long ago; null asks the origin
     * @throws IOException as the origin does, and when the mount is closed
     */
    FileNode open(String path, @Nullable OriginAttributes known) throws IOException {
        Answer answer = ask(path, known);
        synchronized (this) {
            if (closed) {
                throw new IOException("the mount of " + origin.volumeKey() + " is closed");
            }
            FileNode inode = inodes.remove(path);
            if (inode == null) {
                inode = new FileNode(origin, volume, path, answer.attributes(), pages.get());
            }
            inodes.put(path, inode);
            inode.open(answer.attributes(), answer.asked());
            evictIdle(NetfsLimits.MAX_IDLE_INODES);
            return inode;
        }
    }

    /** @param asked {@link FileNode#changes} before the origin was asked */
    private record Answer(OriginAttributes attributes, long asked) {}

    /** An answer that differs from what is known may have been overtaken: the origin is asked once more (COHERENCE 5.7). */
    private Answer ask(String path, @Nullable OriginAttributes given) throws IOException {
        FileNode known = find(path);
        long asked = known == null ? 0 : known.changes();
        // Of two answers the caller's may be the older one.
        if (given != null && (known == null || known.attributes().equals(given))) {
            return new Answer(given, asked);
        }
        OriginAttributes said = origin.stat(path);
        known = find(path);
        if (known == null || known.attributes().equals(said)) {
            return new Answer(said, asked);
        }
        asked = known.changes();
        return new Answer(origin.stat(path), asked);
    }

    /** Null when nobody has had the file open for a while. */
    synchronized @Nullable FileNode find(String path) {
        return inodes.get(path);
    }

    private void evictIdle(int keep) throws CacheException {
        Iterator<FileNode> oldest = inodes.values().iterator();
        while (inodes.size() > keep && oldest.hasNext()) {
            FileNode inode = oldest.next();
            if (inode.isIdle()) {
                oldest.remove();
                folios.drop(inode);
                inode.evict();
            }
        }
    }

    /** Nothing is opened any more; whether that has not been so before. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /** Forgets all that are idle; whether none is left. */
    synchronized boolean evictAll() throws CacheException {
        evictIdle(0);
        return inodes.isEmpty();
    }
}
