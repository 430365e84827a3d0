package io.netfscache.node.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Whether the disk has room for writes; asked before each one, so the disk itself is asked at most every second. */
final class FreeSpace {
    private final FileStore disk;
    private final int bstopPercent;
    private final LongSupplier nanoClock;
    private volatile Reading last;

    private record Reading(boolean enough, long takenAt) {}

    FreeSpace(Path directory, int bstopPercent, LongSupplier nanoClock) throws IOException {
        this.disk = Files.getFileStore(directory);
        this.bstopPercent = bstopPercent;
        this.nanoClock = nanoClock;
        this.last = take();
    }

    boolean isAboveBstop() throws IOException {
        Reading reading = last;
        if (nanoClock.getAsLong() - reading.takenAt >= StoreLimits.FREE_SPACE_AGE.toNanos()) {
            reading = take();
            last = reading;
        }
        return reading.enough;
    }

    private Reading take() throws IOException {
        double freePercent = 100.0 * disk.getUsableSpace() / Math.max(1, disk.getTotalSpace());
        return new Reading(freePercent >= bstopPercent, nanoClock.getAsLong());
    }
}
