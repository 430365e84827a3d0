package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.ChunkLocation;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.Origins;
import io.netfscache.origin.WritableOrigin;
import io.netfscache.protocol.KeepsRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A filesystem over an origin, cached by a cluster; read-only unless the origin is a {@link WritableOrigin}. Safe for use by
 * many threads. Neither the cache nor the origin is closed with it.
 */
public final class Netfs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Netfs.class);
    private static final byte[] NO_COHERENCY = {};

    private final Origin origin;
    private final NetfsOptions options;
    private final Volume volume;
    private final NetfsCounters counters = new NetfsCounters();
    private final FolioCache folios;
    private final WriteBehind writeBehind;
    private final FolioLoader loader;
    private final ReadHelper helper;
    private final PageReader reader;
    private final WriteTime time;
    private final Invalidations invalidations;
    private final @Nullable WriteBack writeBack;
    private final ThreadPoolExecutor workers =
            Wiring.workers("netfs-readahead", NetfsLimits.READ_AHEAD_THREADS, NetfsLimits.READ_AHEAD_QUEUE);
    private final InodeCache inodes;

    private Netfs(Volume volume, Origin origin, NetfsOptions options, PageRules pageRules, WriteTime time) {
        this.time = time;
        this.origin = origin;
        this.options = options;
        this.volume = volume;
        ReadRules rules = new ReadRules(KeepsRules.of(volume));
        this.folios = new FolioCache(options.folioBytes(), rules);
        this.inodes = new InodeCache(origin, volume, folios, () -> new FilePages(pageRules, counters.dirtyBytes));
        this.writeBehind = new WriteBehind(options.writeBehindBytes(), counters, Wiring.clock());
        this.loader = new FolioLoader(counters, writeBehind, rules);
        this.helper = new ReadHelper(folios, counters, rules);
        this.reader = new PageReader(helper);
        this.invalidations = new Invalidations(origin, volume);
        this.writeBack = origin instanceof WritableOrigin writable
                ? new WriteBack(
                        new WriteTools(writable, folios, loader, rules, pageRules, invalidations, counters, time),
                        options)
                : null;
    }

    /**
     * Mounts an origin.
     *
     * @throws CacheException EBUSY when the cache has a mount of that origin already
     */
    public static Netfs mount(FsCache cache, Origin origin, NetfsOptions options) throws IOException {
        return mount(cache, origin, options, Set.of());
    }

    /** @param broken rules that are switched off, to see that a test finds it */
    static Netfs mount(FsCache cache, Origin origin, NetfsOptions options, Set<PageSabotage> broken)
            throws IOException {
        return mount(cache, origin, options, broken, Wiring.writeTime());
    }

    /** @param time of its write-backs */
    static Netfs mount(FsCache cache, Origin origin, NetfsOptions options, Set<PageSabotage> broken, WriteTime time)
            throws IOException {
        Volume volume = cache.acquireVolume(origin.volumeKey(), options.cacheName(), NO_COHERENCY);
        return new Netfs(volume, origin, options, new PageRules(broken), time);
    }

    /**
     * Opens a file for reading; asks the origin for its size and coherency data.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    public NetfsFile open(String name) throws IOException {
        return open(name, Set.of());
    }

    /**
     * Opens a file, for reading and for what {@code modes} say.
     *
     * @throws java.nio.file.NoSuchFileException when there is none, and it is not to be made
     * @throws java.nio.file.FileAlreadyExistsException with {@link OpenMode#CREATE_NEW}
     * @throws java.nio.file.ReadOnlyFileSystemException for writing, when the origin cannot be changed
     */
    public NetfsFile open(String name, Set<OpenMode> modes) throws IOException {
        return open(name, modes, null);
    }

    /**
     * Opens a file of which the caller knows already what the origin says. An answer that is out of date does no harm: it
     * is found out before any bytes are given, and the origin is asked then.
     *
     * @param known what the origin said of it, not long ago; null asks the origin
     */
    public NetfsFile open(String name, Set<OpenMode> modes, @Nullable OriginAttributes known) throws IOException {
        if (modes.contains(OpenMode.WRITE)) {
            prepareToWrite(name, modes);
        }
        FileNode inode = inodes.open(origin.canonical(name), known);
        NetfsFile file = new NetfsFile(
                this,
                inode,
                new ReadAhead(inode, folios, loader, workers, options.readAheadBytes()),
                Set.copyOf(modes));
        if (modes.contains(OpenMode.WRITE) && modes.contains(OpenMode.TRUNCATE) && file.size() != 0) {
            truncate(file);
        }
        return file;
    }

    private static void truncate(NetfsFile file) throws IOException {
        try {
            file.truncate(0);
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    private void prepareToWrite(String name, Set<OpenMode> modes) throws IOException {
        WritableOrigin writable = writable();
        if (modes.contains(OpenMode.CREATE_NEW)) {
            writable.create(name);
        } else if (modes.contains(OpenMode.CREATE)) {
            try {
                writable.create(name);
            } catch (FileAlreadyExistsException e) {
                LOG.atTrace().addKeyValue("file", name).setCause(e).log("there is one");
            }
        }
    }

    private WritableOrigin writable() {
        if (origin instanceof WritableOrigin writable) {
            return writable;
        }
        throw new ReadOnlyFileSystemException();
    }

    /** As {@link WritableOrigin#maxHoleBytes}. */
    long maxHoleBytes() {
        return origin instanceof WritableOrigin writable ? writable.maxHoleBytes() : 0;
    }

    WriteBack writeBack() {
        if (writeBack == null) {
            throw new ReadOnlyFileSystemException();
        }
        return writeBack;
    }

    PageReader reader() {
        return reader;
    }

    /** From the origin, after what is dirty has been taken there. */
    ReadHelper.Done readPastTheCache(FileNode inode, long position, ByteBuffer into) throws IOException {
        if (inode.pages().isDirty()) {
            writeBack().flush(inode, false);
        }
        return helper.readUncached(inode, position, into);
    }

    /** Size and coherency data of a file, as the origin says now; what this mount has written to it goes there first. */
    public OriginAttributes stat(String name) throws IOException {
        String path = origin.canonical(name);
        flush(path);
        return origin.stat(path);
    }

    private void flush(String path) throws IOException {
        FileNode known = inodes.find(path);
        if (known != null && known.pages().isDirty()) {
            writeBack().flush(known, false);
        }
    }

    /** What there is in a folder, as the origin says now; of a file, itself. */
    public List<OriginEntry> list(String name) throws IOException {
        return origin.list(name);
    }

    /** Makes an empty folder; errors as {@link WritableOrigin#createFolder}. */
    public void createFolder(String name) throws IOException {
        writable().createFolder(name);
    }

    /** Deletes a file or an empty folder, and what is cached of it everywhere; errors as {@link WritableOrigin#delete}. */
    public void delete(String name) throws IOException {
        WritableOrigin writable = writable();
        goes(name, () -> writable.delete(name));
        drop(name, 0);
    }

    /** What is there is there no more when {@code deletion} has run, nor what this mount has written to it. */
    private void goes(String name, WriteBack.Deletion deletion) throws IOException {
        FileNode known = inodes.find(Origins.canonical(origin, name));
        if (known == null) {
            deletion.run();
        } else {
            writeBack().delete(known, deletion);
        }
    }

    /**
     * Gives a file or folder another name, and drops what is cached of both names everywhere; errors as {@link
     * WritableOrigin#move}. Of a folder, what is cached of the files in it is found out of date when they are opened.
     */
    public void move(String from, String to, boolean replace) throws IOException {
        WritableOrigin writable = writable();
        flush(Origins.canonical(origin, from));
        goes(to, () -> writable.move(from, to, replace));
        drop(from, 0);
        drop(to, 0);
    }

    /** For what the origin turns away at one close. */
    LastTries lastTries() {
        return new LastTries(time);
    }

    void closed(FileNode inode, LastTries tries) throws IOException {
        if (!writeBehind.await(inode, NetfsLimits.CLOSE_WAIT)) {
            LOG.atWarn().addKeyValue("file", inode).log("closed before all of it was stored in the cache");
        }
        if (inode.close() && inode.pages().isDirty()) {
            writeBack().giveUp(inode, tries);
        }
    }

    /**
     * Drops what is cached of a file, everywhere, and takes over what the origin says of it now; returns when no node
     * and no client can serve older bytes. Also drops what there is of a file that is gone, or not to be cached any more.
     *
     * @throws CacheException ETIMEDOUT when that is not known after 30 s
     */
    public void invalidate(String path) throws IOException {
        NetfsFile file;
        try {
            file = open(path);
        } catch (NoSuchFileException e) {
            drop(path, 0);
            return;
        }
        try (file) {
            // What the origin said last: an older answer would be one that the cluster has moved away from.
            OriginAttributes attributes = file.inode().attributes();
            if (attributes.cacheable()) {
                invalidations.of(file.inode().cookie(), attributes.aux().toArray(), attributes.size(), path, Set.of());
            } else {
                drop(path, Math.max(0, attributes.size()));
            }
        }
    }

    /** Leaves the coherency data in the record as they are: the origin has none to put in their place. */
    private void drop(String name, long size) throws IOException {
        String path = Origins.canonical(origin, name);
        FileNode known = inodes.find(path);
        if (known != null && known.cookie() != Cookie.none()) {
            invalidations.of(known.cookie(), null, size, path, Set.of());
        } else {
            invalidations.byKey(path, null, size, Set.of());
        }
    }

    /** Where the chunks of a file are. */
    public List<ChunkLocation> locate(String path) throws IOException {
        return volume.locate(origin.objectKey(origin.canonical(path)));
    }

    /** Drops all folios: the next reads look into the cache. */
    public void dropFolios() {
        folios.clear();
    }

    /** Memory of the clean folios. */
    long cleanBytes() {
        return folios.bytes();
    }

    /** An interrupt ends the wait and is kept for later. */
    private void awaitWorkers() {
        try {
            if (!workers.awaitTermination(NetfsLimits.CLOSE_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.atWarn().log("closed while readahead still waits for the origin");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counters of this mount; {@link FsCache#stats()} has those of the client. */
    public NetfsStats stats() {
        return counters.snapshot();
    }

    /**
     * Takes all that was written to the origin, waits, at most 10 s, for what is on its way to the cache, and gives everything
     * back. Idempotent.
     *
     * @throws IOException what is lost because the origin did not take it
     */
    @Override
    public void close() throws IOException {
        if (!inodes.close()) {
            return;
        }
        IOException lost = writeAllBack();
        workers.shutdown();
        if (!writeBehind.awaitAll(NetfsLimits.CLOSE_WAIT)) {
            LOG.atWarn().log("closed before everything was stored in the cache");
        }
        workers.shutdownNow();
        awaitWorkers();
        folios.clear();
        if (inodes.evictAll()) {
            volume.relinquish(NO_COHERENCY, false);
        } else {
            LOG.atWarn().addKeyValue("volume", volume.key()).log("closed with files still open");
        }
        if (lost != null) {
            throw lost;
        }
    }

    private @Nullable IOException writeAllBack() {
        try {
            if (writeBack != null) {
                writeBack.close();
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
