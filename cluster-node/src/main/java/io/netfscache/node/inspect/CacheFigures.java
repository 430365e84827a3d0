package io.netfscache.node.inspect;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.CacheList;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's cache directory and its disk. The disk is asked on a disk thread, at most once a second, so that a disk that
 * hangs keeps nobody waiting: the last figures are given then. Any thread; never blocks.
 */
public final class CacheFigures {
    private static final Logger log = LoggerFactory.getLogger(CacheFigures.class);

    private record Disk(long bytes, long freeBytes, String problem, long takenNanos) {}

    private final String name;
    private final Path directory;
    private final int bstopPercent;
    private final long maxBytes;
    private final BackingStore store;
    private final Executor threads;
    private final LongSupplier nanoClock;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Disk disk;

    /**
     * Asks the disk once, which blocks.
     *
     * @param maxBytes limit of the objects' bytes; 0: none
     * @param threads runs what blocks on the disk
     */
    public CacheFigures(
            String name,
            Path directory,
            int bstopPercent,
            long maxBytes,
            BackingStore store,
            Executor threads,
            LongSupplier nanoClock) {
        this.name = name;
        this.directory = directory;
        this.bstopPercent = bstopPercent;
        this.maxBytes = maxBytes;
        this.store = store;
        this.threads = threads;
        this.nanoClock = nanoClock;
        this.disk = ask();
    }

    private Disk ask() {
        long now = nanoClock.getAsLong();
        try {
            FileStore filesystem = Files.getFileStore(directory);
            return new Disk(filesystem.getTotalSpace(), filesystem.getUsableSpace(), "", now);
        } catch (IOException e) {
            return new Disk(0, 0, "the disk does not answer: " + e, now);
        }
    }

    private Disk disk() {
        Disk known = disk;
        boolean old = nanoClock.getAsLong() - known.takenNanos() >= NodeLimits.DISK_FIGURES_AGE.toNanos();
        if (old && asking.compareAndSet(false, true)) {
            try {
                threads.execute(() -> {
                    disk = ask();
                    asking.set(false);
                });
            } catch (RejectedExecutionException busy) {
                log.atDebug().log("too much disk work to ask for free space: {}", busy.getMessage());
                asking.set(false);
            }
        }
        return known;
    }

    CacheList list() {
        return new CacheList(List.of(entry()));
    }

    /** The cache as it is now; of its disk, the last figures. */
    public CacheList.Entry entry() {
        Disk known = disk();
        StoreStats stats = store.stats();
        return new CacheList.Entry(
                name,
                directory.toString(),
                state(known),
                known.bytes(),
                known.freeBytes(),
                Math.max(0, stats.presentBytes()),
                maxBytes,
                Math.max(0, stats.chunks()),
                bstopPercent);
    }

    private String state(Disk known) {
        if (!known.problem().isEmpty()) {
            return known.problem();
        }
        double freePercent = 100.0 * known.freeBytes() / Math.max(1, known.bytes());
        return freePercent >= bstopPercent
                ? CacheList.Entry.ONLINE
                : "takes no bytes: %.1f %% of the disk is free, bstop is %d %%".formatted(freePercent, bstopPercent);
    }
}
