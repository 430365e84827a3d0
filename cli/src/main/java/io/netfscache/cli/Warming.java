package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads files through the cache, several at a time: one thread finds them, at most {@link CliLimits#FOUND_AHEAD} ahead,
 * the others read. A file that fails keeps no other from being read.
 */
final class Warming implements AutoCloseable {
    private record Mount(Origin origin, Netfs netfs) {}

    private record Found(Netfs netfs, String path, long size) {}

    private final FsCache cache;
    private final WarmTally tally;
    private final int jobs;
    private final BlockingQueue<Found> found = new ArrayBlockingQueue<>(CliLimits.FOUND_AHEAD);
    /** One mount for each origin, however many URLs are of it. */
    private final Map<String, Mount> mounts = new HashMap<>();

    private final CountDownLatch running;
    private volatile boolean allFound;
    private volatile boolean stopped;

    Warming(FsCache cache, int jobs, WarmTally tally) {
        this.cache = cache;
        this.jobs = jobs;
        this.tally = tally;
        this.running = new CountDownLatch(jobs + 1);
    }

    /** Begins; the origins belong to the caller. */
    void start(List<OriginPath> roots) {
        Wiring.daemon("netfs-cache-find", () -> {
            findAll(roots);
            running.countDown();
        });
        for (int i = 0; i < jobs; i++) {
            Wiring.daemon("netfs-cache-warm-" + i, () -> {
                readAll();
                running.countDown();
            });
        }
    }

    /** Waits for the end; whether it came. */
    boolean await(Duration time) throws InterruptedException {
        return running.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets go of everything that is not done, soon. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Bytes that came from the origins so far. */
    long originBytes() {
        synchronized (mounts) {
            return mounts.values().stream()
                    .mapToLong(mount -> mount.netfs().stats().originBytes())
                    .sum();
        }
    }

    /**
     * Bytes that came from the origins and that no node took; 0 unless there is a reason, as what another client has
     * stored meanwhile is cached too, and 0 when stopped, as some are still on their way then.
     */
    long notStoredBytes() {
        return stopped || notCached().isEmpty()
                ? 0
                : Math.max(0, originBytes() - cache.stats().storedBytes());
    }

    /** How often something was not stored, by reason: as the mounts count, or the client where that counts more. */
    Map<String, Long> notCached() {
        Map<String, Long> reasons = ofMounts();
        cache.stats().notCached().forEach((reason, times) -> reasons.merge(reason, times, Math::max));
        return reasons;
    }

    private Map<String, Long> ofMounts() {
        Map<String, Long> reasons = new HashMap<>();
        synchronized (mounts) {
            mounts.values()
                    .forEach(mount -> mount.netfs()
                            .stats()
                            .notCached()
                            .forEach((reason, times) -> reasons.merge(reason, times, Long::sum)));
        }
        return reasons;
    }

    private void findAll(List<OriginPath> roots) {
        try {
            for (OriginPath root : roots) {
                find(root);
            }
            tally.foundAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            allFound = true;
        }
    }

    private void find(OriginPath root) throws InterruptedException {
        try {
            Netfs netfs = mount(root.origin());
            new FileTree(root.origin(), new Queueing(netfs)).walk(root.path());
        } catch (IOException | RuntimeException e) {
            tally.missing(root.path(), FailureReport.describe(e));
        }
    }

    private Netfs mount(Origin origin) throws IOException {
        synchronized (mounts) {
            Mount mount = mounts.get(origin.volumeKey());
            if (mount == null) {
                mount = new Mount(origin, Netfs.mount(cache, origin, NetfsOptions.DEFAULTS));
                mounts.put(origin.volumeKey(), mount);
            }
            if (!mount.origin().hasCredentialsOf(origin)) {
                throw new IOException(
                        "a URL before it is of the same server with other credentials (user and password);"
                                + " warm it with a command of its own");
            }
            return mount.netfs();
        }
    }

    private void readAll() {
        ContentReader reader = new ContentReader();
        try {
            while (!stopped) {
                boolean last = allFound;
                Found next = found.poll(CliLimits.STOP_CHECK.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    read(next, reader);
                } else if (last) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Found file, ContentReader reader) {
        Counting counting = new Counting();
        try (NetfsFile opened = file.netfs().open(file.path())) {
            reader.copyOneVersion(opened, counting);
        } catch (IOException | RuntimeException e) {
            counting.restart();
            if (!stopped) {
                tally.failed(file.path(), file.size(), FailureReport.describe(e));
            }
            return;
        }
        tally.done();
    }

    @Override
    public void close() throws IOException {
        stop();
        synchronized (mounts) {
            for (Mount mount : mounts.values()) {
                mount.netfs().close();
            }
        }
    }

    /** Hands what is found to the readers, no faster than they take it. */
    private final class Queueing implements FileTree.Finds {
        private final Netfs netfs;

        Queueing(Netfs netfs) {
            this.netfs = netfs;
        }

        @Override
        public boolean goOn() {
            return !stopped;
        }

        @Override
        public void file(OriginEntry file) throws InterruptedException {
            Found next = new Found(netfs, file.path(), file.size());
            tally.found(file.size());
            while (!stopped && !found.offer(next, CliLimits.STOP_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                // The readers are busy; the loop looks whether they still run.
            }
        }

        @Override
        public void skipped(OriginEntry entry) {
            tally.skipped();
        }

        @Override
        public void broken(String path, String why) {
            tally.missing(path, why);
        }
    }

    /** Takes the bytes of one file, and none once the warm-up is stopped. */
    private final class Counting implements RestartableChannel {
        private long bytes;

        @Override
        public int write(ByteBuffer from) throws InterruptedIOException {
            if (stopped) {
                throw new InterruptedIOException("stopped");
            }
            int count = from.remaining();
            from.position(from.limit());
            bytes += count;
            tally.read(count);
            return count;
        }

        @Override
        public void restart() {
            tally.read(-bytes);
            bytes = 0;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
