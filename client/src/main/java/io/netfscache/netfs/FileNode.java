package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.Volume;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginFile;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file, shared by all who have it open and kept for a while after. It holds the file's cookie and one use of it while
 * anybody has it open. When the origin's coherency data changes it takes a new cookie with the new data: the look-up
 * itself then invalidates what the cluster has, once for the whole fleet.
 */
final class FileNode {
    private static final Logger LOG = LoggerFactory.getLogger(FileNode.class);

    private record IdleFile(OriginAttributes expected, OriginFile file) {}

    private final Origin origin;
    private final Volume volume;
    private final String path;
    private final Object asking = new Object();
    private final Deque<IdleFile> idleFiles = new ArrayDeque<>();
    private OriginAttributes attributes;
    private Cookie cookie = Cookie.none();
    private ObjectGeneration proven = ObjectGeneration.NONE;
    private int opens;

    FileNode(Origin origin, Volume volume, String path, OriginAttributes attributes) {
        this.origin = origin;
        this.volume = volume;
        this.path = path;
        this.attributes = attributes;
        acquireCookie();
    }

    String path() {
        return path;
    }

    synchronized OriginAttributes attributes() {
        return attributes;
    }

    synchronized Cookie cookie() {
        return cookie;
    }

    /** The file was not cached, for a reason that the cluster does not know by itself. */
    void noteNotCached(Reason reason) {
        volume.noteNotCached(origin.objectKey(path), reason);
    }

    synchronized boolean isOpen() {
        return opens > 0;
    }

    private void acquireCookie() {
        cookie = attributes.cacheable()
                ? volume.acquireCookie(
                        Set.of(), origin.objectKey(path), attributes.aux().toArray(), attributes.size())
                : Cookie.none();
    }

    /** Another open, after the origin said {@code fresh}. */
    synchronized void open(OriginAttributes fresh) throws CacheException {
        adopt(fresh);
        opens++;
        if (opens == 1 && cookie == Cookie.none()) {
            // An invalidation may have had the file's cookie when there was need of one.
            acquireCookie();
        }
        if (opens == 1) {
            cookie.use(false);
        }
    }

    synchronized void close() throws CacheException {
        opens--;
        if (opens == 0) {
            cookie.unuse(null, null);
            idleFiles.forEach(idle -> idle.file().close());
            idleFiles.clear();
        }
    }

    /** Asks the origin again and takes its answer over. */
    void refresh() throws IOException {
        // One at a time: answers are taken over in the order in which the origin was asked.
        synchronized (asking) {
            adopt(origin.stat(path));
        }
    }

    /** The cookie already has these data: another client's fence brought them. */
    synchronized void follow(OriginAttributes current) {
        attributes = current;
    }

    private synchronized void adopt(OriginAttributes fresh) throws CacheException {
        if (fresh.equals(attributes)) {
            return;
        }
        LOG.atDebug().addKeyValue("path", path).log("the origin's coherency data changed");
        attributes = fresh;
        if (opens > 0) {
            cookie.unuse(null, null);
        }
        cookie.relinquish(false);
        acquireCookie();
        if (opens > 0) {
            cookie.use(false);
        }
    }

    /** Gives everything back; nobody has it open. */
    synchronized void evict() throws CacheException {
        cookie.relinquish(false);
        cookie = Cookie.none();
    }

    /** Bytes of the generation have been seen, or the origin had its coherency data after the generation was known. */
    synchronized void proven(ObjectGeneration generation) {
        proven = generation;
    }

    /** Whether the size of the generation is more than what somebody has once said of the file. */
    synchronized boolean isProven(ObjectGeneration generation) {
        return proven.equals(generation);
    }

    /** What is done with a file of the origin; {@code READ_AGAIN}: it has another version than was expected. */
    interface OriginUse {
        ReadRules.Fill of(OriginFile file) throws IOException;
    }

    /** Uses a file of the origin that expects that version. One that still has it is kept for the next use. */
    ReadRules.Fill useOrigin(OriginAttributes expected, OriginUse use) throws IOException {
        OriginFile file = takeOriginFile(expected);
        ReadRules.Fill fill = ReadRules.Fill.READ_AGAIN;
        try {
            fill = use.of(file);
            return fill;
        } finally {
            if (fill == ReadRules.Fill.READ_AGAIN) {
                file.close();
            } else {
                giveBack(expected, file);
            }
        }
    }

    private OriginFile takeOriginFile(OriginAttributes expected) throws IOException {
        synchronized (this) {
            IdleFile idle = idleFiles.poll();
            if (idle != null && idle.expected().equals(expected)) {
                return idle.file();
            }
            if (idle != null) {
                idle.file().close();
            }
        }
        return origin.open(path, expected);
    }

    private synchronized void giveBack(OriginAttributes expected, OriginFile file) {
        if (opens > 0 && idleFiles.size() < NetfsLimits.MAX_IDLE_ORIGIN_FILES) {
            idleFiles.push(new IdleFile(expected, file));
        } else {
            file.close();
        }
    }

    @Override
    public String toString() {
        return path;
    }
}
