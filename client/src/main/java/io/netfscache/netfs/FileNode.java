package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.Volume;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.origin.OriginFile;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
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
    private final FilePages pages;
    private final WriteErrors errors = new WriteErrors();
    /** Who has it changes the file, or takes over what somebody else has made of it. */
    private final ReentrantLock changing = new ReentrantLock();

    private final Deque<IdleFile> idleFiles = new ArrayDeque<>();
    private OriginAttributes attributes;
    private volatile Cookie cookie = Cookie.none();
    private ObjectGeneration proven = ObjectGeneration.NONE;
    private int opens;
    private boolean pinned;
    /** Whether somebody who has it open has written past the cache. */
    private boolean unbuffered;

    private boolean volatileChanges;
    /** Odd while a change goes to the origin: an answer of the origin of then is not what the file is going to be. */
    private long changes;

    FileNode(Origin origin, Volume volume, String path, OriginAttributes attributes, FilePages pages) {
        this.pages = pages;
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

    Cookie cookie() {
        return cookie;
    }

    FilePages pages() {
        return pages;
    }

    WriteErrors errors() {
        return errors;
    }

    /** Held through I/O of the origin and the cache, never while it is waited for one of another file. */
    ReentrantLock changing() {
        return changing;
    }

    /** Size of the file for its user, in bytes; -1 when the origin does not tell. */
    long size() {
        return pages.size(attributes().size());
    }

    /** The file was not cached, for a reason that the cluster does not know by itself. */
    void noteNotCached(Reason reason) {
        volume.noteNotCached(origin.objectKey(path), reason);
    }

    synchronized boolean isOpen() {
        return opens > 0;
    }

    /** Whether it can be forgotten. */
    synchronized boolean isIdle() {
        return opens == 0 && !pinned && !pages.isDirty();
    }

    synchronized boolean isLastOpen() {
        return opens == 1;
    }

    private void acquireCookie() {
        cookie = attributes.cacheable()
                ? volume.acquireCookie(
                        Set.of(), origin.objectKey(path), attributes.aux().toArray(), attributes.size())
                : Cookie.none();
    }

    /**
     * Another open, after the origin said {@code fresh}.
     *
     * @param asked {@link #changes} before the origin was asked
     */
    synchronized void open(OriginAttributes fresh, long asked) throws CacheException {
        if (changes == asked && !isChanging(asked)) {
            adopt(fresh);
        }
        opens++;
        if (opens == 1 && cookie == Cookie.none()) {
            // An invalidation may have had the file's cookie when there was need of one.
            acquireCookie();
        }
        if (opens == 1) {
            cookie.use(false);
        }
    }

    /** A change of the origin begins or ends. */
    synchronized void changeTurns() {
        changes++;
    }

    synchronized long changes() {
        return changes;
    }

    static boolean isChanging(long changes) {
        return changes % 2 != 0;
    }

    /** Takes the modifier's mark, if there is need of it. */
    synchronized void pin() {
        if (!pinned) {
            pinned = true;
            cookie.use(true);
        }
    }

    /** Takes the modifier's mark when there are dirty pages, and gives it back when there are none. */
    synchronized void pinWhileDirty() throws CacheException {
        if (pages.isDirty()) {
            pin();
            return;
        }
        if (!pinned) {
            return;
        }
        pinned = false;
        cookie.unuse(null, null);
        if (opens > 0 && !unbuffered) {
            // As long as a use is left the cookie takes what is stored for changes, and what readers bring are fills.
            cookie.unuse(null, null);
            cookie.use(false);
        }
    }

    /** Whether what is stored in the cache would be a modifier's. */
    synchronized boolean isModified() {
        return pinned || unbuffered;
    }

    /** It is written past the cache, until everybody has closed it. */
    synchronized void setUnbuffered() {
        unbuffered = true;
    }

    /** Whether there are changes at the origin that may not be on stable storage. */
    synchronized boolean hasVolatileChanges() {
        return volatileChanges;
    }

    synchronized void setVolatileChanges(boolean now) {
        volatileChanges = now;
    }

    /** This client has made it what it is now, and the cache has been told. */
    synchronized void became(OriginAttributes made) throws CacheException {
        if (made.cacheable() && cookie != Cookie.none()) {
            attributes = made;
        } else {
            adopt(made);
        }
    }

    /** Whether nobody has it open any more. */
    synchronized boolean close() throws CacheException {
        opens--;
        if (opens == 0) {
            unbuffered = false;
            cookie.unuse(null, null);
            idleFiles.forEach(idle -> idle.file().close());
            idleFiles.clear();
        }
        return opens == 0;
    }

    /** What the origin says of it now. */
    OriginAttributes ask() throws IOException {
        return origin.stat(path);
    }

    /** Asks the origin again and takes its answer over. */
    void refresh() throws IOException {
        // One at a time: answers are taken over in the order in which the origin was asked.
        changing.lock();
        try {
            adopt(origin.stat(path));
        } finally {
            changing.unlock();
        }
    }

    /**
     * Takes over what the cluster has heard of it by now, if the origin has that too: a look-up or change that came late may
     * have brought a size that the file no longer has. What is not cached the origin is asked.
     */
    void hear() throws IOException {
        try (CacheOperation operation = cookie().beginRead()) {
            OriginAttributes heard = new OriginAttributes(operation.objectSize(), operation.aux());
            if (isProven(operation.generation()) || isAtOrigin(heard)) {
                follow(heard);
                proven(operation.generation());
                return;
            }
        } catch (CacheException | OriginChangedException e) {
            LOG.atTrace().addKeyValue("file", path).setCause(e).log("the origin is asked for its size");
        }
        refresh();
    }

    private boolean isAtOrigin(OriginAttributes heard) throws IOException {
        return useOrigin(
                        heard,
                        file -> file.certify() == OriginFile.Certification.CHANGED
                                ? ReadRules.Fill.READ_AGAIN
                                : ReadRules.Fill.USE)
                != ReadRules.Fill.READ_AGAIN;
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
        if (pinned) {
            cookie.unuse(null, null);
        }
        cookie.relinquish(false);
        acquireCookie();
        if (opens > 0) {
            cookie.use(false);
        }
        if (pinned) {
            cookie.use(true);
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
