package io.netfscache.netfs;

import io.netfscache.InvalidateFlag;
import io.netfscache.protocol.ByteRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes dirty pages to the origin: some time after the first of a file ({@link WriteBackSchedule}), when there are many of it,
 * when somebody asks, and when a writer would have more of them in memory than there may be. One write-back per file at a time,
 * under {@link FileNode#changing}. What the origin does not take stays dirty and is tried again, until the last who has the file
 * open closes it.
 */
final class WriteBack {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBack.class);

    private final WriteTools tools;
    private final NetfsOptions options;
    private final NetfsCounters counters;
    private final ScheduledThreadPoolExecutor timer = Wiring.timer("netfs-writeback-timer");
    private final ThreadPoolExecutor workers =
            Wiring.workers("netfs-writeback", NetfsLimits.WRITE_BACK_THREADS, NetfsLimits.WRITE_BACK_QUEUE);
    private final WriteBackSchedule schedule;

    WriteBack(WriteTools tools, NetfsOptions options) {
        this.tools = tools;
        this.options = options;
        this.counters = tools.counters();
        this.schedule = new WriteBackSchedule(
                options.writeBackDelay(),
                (delay, task) -> timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS),
                workers,
                inode -> flush(inode, false));
    }

    /** Puts the remaining bytes of {@code from} into dirty pages. */
    void write(FileNode inode, long position, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int n = Math.min(from.remaining(), NetfsLimits.WRITE_STEP_BYTES);
            makeRoom(inode, n);
            ByteBuffer step = from.slice(from.position(), n);
            inode.pages().write(position, step, at -> tools.folios().at(inode, at));
            from.position(from.position() + n);
            position += n;
            dirtied(inode);
        }
    }

    /** Gives the file another size. */
    void truncate(FileNode inode, long newSize) throws IOException {
        inode.pages().truncate(newSize);
        dirtied(inode);
    }

    private void dirtied(FileNode inode) throws IOException {
        inode.pinWhileDirty();
        tools.folios().setDirtyBytes(counters.dirtyBytes.get());
        if (!inode.pages().isDirty()) {
            return;
        }
        if (!schedule.dirtied(inode)) {
            // The file has outlived its mount.
            flush(inode, false);
        } else if (inode.pages().bytes() >= options.writeBackBytes()) {
            schedule.now(inode);
        }
    }

    /** Dirty pages beyond the limit go first; a writer waits for no more than the origin does. */
    private void makeRoom(FileNode inode, int bytes) throws IOException {
        Set<FileNode> tried = new HashSet<>();
        IOException failure = null;
        FileNode next = inode.pages().isDirty() ? inode : schedule.oldest(tried);
        while (counters.dirtyBytes.get() + bytes > options.dirtyBytes() && next != null) {
            tried.add(next);
            try {
                flush(next, false);
            } catch (IOException e) {
                failure = e;
            }
            next = schedule.oldest(tried);
        }
        if (failure != null && counters.dirtyBytes.get() + bytes > options.dirtyBytes()) {
            throw new IOException(
                    inode + " was not written: " + counters.dirtyBytes.get()
                            + " bytes wait for the origin, more than which are not kept in memory, and it fails: "
                            + WriteErrors.said(failure),
                    failure);
        }
    }

    /**
     * Takes all that is dirty of a file to the origin, with {@code durable} on stable storage.
     *
     * @throws IOException when that did not succeed; told to all who have it open too
     */
    void flush(FileNode inode, boolean durable) throws IOException {
        try {
            flushOnce(inode, durable);
        } catch (IOException e) {
            inode.errors().add(e);
            throw e;
        }
    }

    /** As {@link #flush}, and again while the origin turns it away for now; what fails is told by the file's close. */
    void flushAtLast(FileNode inode, LastTries tries) {
        Duration wait = Duration.ZERO;
        while (wait != null) {
            wait = null;
            try {
                flushOnce(inode, false);
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("file", inode).setCause(e).log("not written back at the last close");
                wait = tries.waitAfter(e);
                if (wait == null) {
                    inode.errors().add(e);
                } else {
                    tries.pause(wait);
                }
            }
        }
    }

    private void flushOnce(FileNode inode, boolean durable) throws IOException {
        inode.changing().lock();
        try {
            Uninterrupted.run(() -> flushNow(inode, durable));
        } finally {
            inode.changing().unlock();
        }
    }

    private void flushNow(FileNode inode, boolean durable) throws IOException {
        DirtyPages taken = inode.pages().startWriteBack();
        if (taken != null || (durable && inode.hasVolatileChanges())) {
            flush(inode, taken == null ? new DirtyPages(tools.rules()) : taken, durable);
        }
    }

    private void flush(FileNode inode, DirtyPages taken, boolean durable) throws IOException {
        boolean written = false;
        IOException untold;
        try {
            untold = change(inode, taken, durable, Set.of());
            written = true;
        } finally {
            if (written) {
                inode.pages().written();
            } else {
                inode.pages().notWritten();
            }
            settled(inode, written);
        }
        if (untold != null) {
            throw new IOException(
                    inode + " is at the origin, but other clients may still read what was before: "
                            + untold.getMessage(),
                    untold);
        }
    }

    private @Nullable IOException change(FileNode inode, DirtyPages pages, boolean durable, Set<InvalidateFlag> flags)
            throws IOException {
        inode.pin();
        inode.changeTurns();
        try {
            return new WriteBackBatch(tools, inode, pages).run(durable, flags);
        } finally {
            inode.changeTurns();
        }
    }

    /** A write-back has ended, or what was dirty has been dropped. */
    private void settled(FileNode inode, boolean written) throws IOException {
        inode.pinWhileDirty();
        tools.folios().setDirtyBytes(counters.dirtyBytes.get());
        schedule.settled(inode, written);
    }

    /** A change that goes past folios and cache: caching is off until everybody has closed the file. */
    interface Change {
        void to(DirtyPages pages);
    }

    void pastTheCache(FileNode inode, Change change) throws IOException {
        inode.changing().lock();
        try {
            flush(inode, false);
            DirtyPages pages = new DirtyPages(tools.rules());
            change.to(pages);
            inode.setUnbuffered();
            IOException untold;
            try {
                untold = change(inode, pages, false, Set.of(InvalidateFlag.DIO_WRITE));
            } catch (IOException e) {
                tellOfHalf(inode, e);
                throw e;
            } finally {
                tools.folios().drop(inode);
                inode.pinWhileDirty();
            }
            if (untold != null) {
                throw untold;
            }
        } finally {
            inode.changing().unlock();
        }
    }

    /** Some of a write that failed may be at the origin: what is cached of before does not count. */
    private void tellOfHalf(FileNode inode, IOException failure) {
        try {
            tools.invalidations().changed(inode, inode.attributes(), Set.of(InvalidateFlag.DIO_WRITE));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Nobody has the file open any more: what the origin does not take is given up.
     *
     * @throws IOException that names what is lost
     */
    void giveUp(FileNode inode, LastTries tries) throws IOException {
        flushOrDrop(inode, () -> !inode.isOpen() && inode.pages().isDirty(), tries);
    }

    private void drop(FileNode inode) throws IOException {
        long size = inode.attributes().size();
        List<ByteRange> lost = inode.pages().drop(size);
        long bytes = lost.stream().mapToLong(ByteRange::length).sum();
        counters.lostBytes.add(bytes);
        IOException cause = inode.errors().since(0);
        IOException error = new IOException(
                inode + ": " + bytes + " bytes are lost, and the size it was to have, which the origin did not take: "
                        + named(lost) + (cause == null ? "" : "; it failed with: " + WriteErrors.said(cause)),
                cause);
        LOG.atError()
                .addKeyValue("file", inode)
                .addKeyValue("bytes", bytes)
                .setCause(error)
                .log("written bytes are lost");
        try {
            settled(inode, true);
            // Some of it may have reached the origin.
            tools.invalidations().changed(inode, inode.attributes(), Set.of());
        } catch (IOException e) {
            error.addSuppressed(e);
        }
        throw error;
    }

    private static String named(List<ByteRange> ranges) {
        String named = ranges.stream()
                .limit(NetfsLimits.MAX_NAMED_RANGES)
                .map(range -> range.start() + " to " + range.end())
                .collect(Collectors.joining(", "));
        int more = ranges.size() - NetfsLimits.MAX_NAMED_RANGES;
        return more > 0 ? named + " and " + more + " more ranges" : named;
    }

    /** Has the file go at the origin with what is dirty of it: that is not lost, nobody is to have it. */
    void delete(FileNode inode, Deletion deletion) throws IOException {
        inode.changing().lock();
        try {
            deletion.run();
            List<ByteRange> unused = inode.pages().drop(0);
            settled(inode, true);
        } finally {
            inode.changing().unlock();
        }
    }

    interface Deletion {
        void run() throws IOException;
    }

    /**
     * Writes all back; what the origin does not take is given up.
     *
     * @throws IOException that names what of the first such file is lost, with the others suppressed
     */
    void close() throws IOException {
        schedule.close();
        timer.shutdownNow();
        workers.shutdown();
        IOException first = null;
        LastTries tries = new LastTries(tools.time());
        Set<FileNode> tried = new HashSet<>();
        for (FileNode inode = schedule.oldest(tried); inode != null; inode = schedule.oldest(tried)) {
            tried.add(inode);
            tries = tries.next();
            try {
                flushOrDrop(inode, () -> true, tries);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        workers.shutdownNow();
        if (first != null) {
            throw first;
        }
    }

    private void flushOrDrop(FileNode inode, BooleanSupplier needed, LastTries tries) throws IOException {
        Duration wait = Duration.ZERO;
        while (wait != null) {
            inode.changing().lock();
            try {
                wait = needed.getAsBoolean() ? flushOrDrop(inode, tries) : null;
            } finally {
                inode.changing().unlock();
            }
            if (wait != null) {
                tries.pause(wait);
            }
        }
    }

    /** How long to wait, without the lock, before it is tried again; null when it is at the origin. */
    private @Nullable Duration flushOrDrop(FileNode inode, LastTries tries) throws IOException {
        try {
            flushOnce(inode, false);
            return null;
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("not written back at the end");
            Duration wait = inode.pages().isDirty() ? tries.waitAfter(e) : null;
            if (wait != null) {
                return wait;
            }
            inode.errors().add(e);
            if (inode.pages().isDirty()) {
                drop(inode);
            }
            throw e;
        }
    }
}
