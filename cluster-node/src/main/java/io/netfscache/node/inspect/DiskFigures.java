package io.netfscache.node.inspect;

import io.netfscache.node.NodeLimits;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The disk of a directory. It is asked on a disk thread, at most once a second, so that a disk that hangs keeps nobody
 * waiting: the last figures are given then. Any thread; never blocks.
 */
final class DiskFigures {
    private static final Logger log = LoggerFactory.getLogger(DiskFigures.class);

    /**
     * What the disk said.
     *
     * @param problem empty, or why it said nothing
     */
    record Disk(long bytes, long freeBytes, String problem, long takenNanos) {}

    private final Path directory;
    private final Executor threads;
    private final LongSupplier nanoClock;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Disk disk;

    /**
     * Asks the disk once, which blocks.
     *
     * @param threads runs what blocks on the disk
     */
    DiskFigures(Path directory, Executor threads, LongSupplier nanoClock) {
        this.directory = directory;
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

    /** The last figures; asks for newer ones when these are old. */
    Disk disk() {
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
}
