package io.netfscache.cli;

import io.netfscache.cli.OutputOptions.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a warm-up counts. Safe for use by many threads. */
final class WarmTally {
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder found = new LongAdder();
    private final LongAdder bytesFound = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final List<Failure> failures = new ArrayList<>();
    private volatile boolean foundAll;

    /** A file was found, of {@code size} bytes; negative: not known. */
    void found(long size) {
        found.increment();
        bytesFound.add(Math.max(0, size));
    }

    void foundAll() {
        foundAll = true;
    }

    /** Something was found that is never read. */
    void skipped() {
        skipped.increment();
    }

    /** Some bytes of a file were read; negative: they were read in vain. */
    void read(long count) {
        bytes.add(count);
    }

    /** All of a file was read. */
    void done() {
        files.increment();
    }

    /** A file that was found, of {@code size} bytes, could not be read. */
    void failed(String path, long size, String error) {
        bytesFound.add(-Math.max(0, size));
        failed.increment();
        synchronized (failures) {
            if (failures.size() < CliLimits.KEPT_FAILURES) {
                failures.add(new Failure(path, error));
            }
        }
    }

    /** Something that was to be read could not even be found. */
    void missing(String path, String error) {
        found(0);
        failed(path, 0, error);
    }

    long skippedCount() {
        return skipped.sum();
    }

    List<Failure> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    WarmProgress progress(long originBytes, double bytesPerSecond) {
        return new WarmProgress(
                files.sum(),
                failed.sum(),
                found.sum(),
                foundAll,
                bytes.sum(),
                bytesFound.sum(),
                originBytes,
                bytesPerSecond);
    }
}
