package io.netfscache.cli.chaos;

import io.netfscache.FsCache;
import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that reads: blocks of files that it keeps open across all changes, those that have changed just now above all. It
 * asks the origin for nothing but what a read of the mount asks for, so what it sees is what the cache promises.
 */
final class ChaosReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosReader.class);

    private final FsCache cache;
    private final Netfs mount;
    private final List<ChaosFile> files;
    private final Calls calls;
    private final RecentChanges recent;
    /** Whether it drops its folios now and then. */
    private final boolean drops;

    private final Habits habits;
    private final LongSupplier clock;
    private final SplittableRandom random;
    private long due;
    private final Map<ChaosFile, NetfsFile> open = new HashMap<>();
    /** Reads that the nodes of the cluster answered. */
    private final AtomicLong answered = new AtomicLong();

    /** Times that it asked for a file to be opened. */
    private final AtomicLong openings = new AtomicLong();

    private final ByteBuffer buffer;

    ChaosReader(
            FsCache cache,
            Netfs mount,
            ClientSettings settings,
            Calls calls,
            RecentChanges recent,
            LongSupplier clock) {
        this.cache = cache;
        this.mount = mount;
        this.files = settings.workload().allFiles();
        this.calls = calls;
        this.recent = recent;
        this.drops = settings.dropsFolios();
        this.habits = settings.workload().habits();
        this.buffer = ByteBuffer.allocate(habits.readBlocks() * VersionedBlock.BYTES);
        this.clock = clock;
        this.random = new SplittableRandom(settings.seed(1));
        this.due = clock.getAsLong();
    }

    /** One read and the pause after it. */
    void step() throws InterruptedException {
        ChaosFile file = choose();
        NetfsFile opened = open(file);
        if (opened == null) {
            Wiring.pause(ChaosLimits.FAILURE_PAUSE);
            return;
        }
        if (drops && random.nextInt(ChaosLimits.READS_PER_DROP) == 0) {
            mount.dropFolios();
        }
        int blocks = random.nextInt(habits.leastBlocks(), habits.readBlocks() + 1);
        int first = habits.fromStart() ? 0 : firstBlock(file);
        int count = Math.min(blocks, file.blocks() - first);
        Answer answer = calls.make(new Call.Read(file.name(), first, count), () -> read(file, opened, first, count));
        Wiring.pause(answer instanceof Answer.Bytes ? untilNext() : ChaosLimits.FAILURE_PAUSE);
    }

    /** At a steady rate, so that the machine has time for the nodes, and faster after a time without reads. */
    private Duration untilNext() {
        long now = clock.getAsLong();
        due = Math.max(due + ChaosLimits.READ_INTERVAL.toNanos(), now - ChaosLimits.MAX_READS_BEHIND.toNanos());
        return Duration.ofNanos(Math.max(due - now, ChaosLimits.LEAST_READ_PAUSE.toNanos()));
    }

    /** One of those that changed just now, if there are any, in one of two reads. */
    private ChaosFile choose() {
        List<ChaosFile> changed = random.nextBoolean() ? recent.files() : List.of();
        return changed.isEmpty()
                ? files.get(random.nextInt(files.size()))
                : changed.get(changed.size() - 1 - random.nextInt(Math.min(2, changed.size())));
    }

    /** Of a file in two chunks, mostly so that a read may be of both. */
    private int firstBlock(ChaosFile file) {
        int second = file.blockOfSecondChunk();
        return second > 0 && random.nextInt(4) > 0
                ? second - 1 - random.nextInt(habits.readBlocks() / 2)
                : random.nextInt(Math.max(1, file.blocks() - habits.leastBlocks() + 1));
    }

    private @Nullable NetfsFile open(ChaosFile file) {
        NetfsFile known = open.get(file);
        if (known == null) {
            try {
                openings.incrementAndGet();
                known = mount.open(file.path());
                open.put(file, known);
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("file", file.name()).setCause(e).log("not opened; it is tried again");
            }
        }
        return known;
    }

    private Answer read(ChaosFile file, NetfsFile opened, int first, int count) throws InterruptedException {
        long cacheBytes = cache.stats().cacheBytes();
        long originBytes = mount.stats().originBytes();
        buffer.clear().limit(file.bytesOf(first, count));
        try {
            while (buffer.hasRemaining()
                    && opened.read((long) first * VersionedBlock.BYTES + buffer.position(), buffer) > 0) {
                // the rest of it, if there is one
            }
        } catch (SocketTimeoutException e) {
            // An interrupt by its type only.
            return new Answer.Failed(String.valueOf(e));
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (IOException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()));
        }
        boolean fromCache = cache.stats().cacheBytes() > cacheBytes;
        boolean fromOrigin = mount.stats().originBytes() > originBytes;
        if (fromCache && !fromOrigin) {
            answered.incrementAndGet();
        }
        return new Answer.Bytes(versions(file, first, count), source(fromCache, fromOrigin));
    }

    /** What a read has fetched that found folios too counts as fetched. */
    private static Answer.Source source(boolean fromCache, boolean fromOrigin) {
        if (fromOrigin) {
            return fromCache ? Answer.Source.SEVERAL : Answer.Source.ORIGIN;
        }
        return fromCache ? Answer.Source.CACHE : Answer.Source.FOLIOS;
    }

    /** Bytes that are missing are of no version. */
    private List<Integer> versions(ChaosFile file, int first, int count) {
        buffer.flip();
        List<Integer> versions = new ArrayList<>(count);
        for (int block = first; block < first + count; block++) {
            int start = (block - first) * VersionedBlock.BYTES;
            int bytes = file.bytesOf(block, 1);
            versions.add(
                    start + bytes > buffer.limit()
                            ? Answer.TORN
                            : VersionedBlock.version(buffer.slice(start, bytes), file.number(), block));
        }
        return versions;
    }

    long readsFromCluster() {
        return answered.get();
    }

    long filesOpened() {
        return openings.get();
    }

    void closeFiles() {
        for (NetfsFile file : open.values()) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.atDebug().setCause(e).log("a file that was read could not be closed");
            }
        }
        open.clear();
    }
}
