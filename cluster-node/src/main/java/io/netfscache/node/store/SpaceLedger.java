package io.netfscache.node.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bytes and files on disk, per volume. Files of earlier runs are entered when they are first opened or when the
 * accounting scan comes by, whichever is first; until the scan is through, the ledger remembers which are entered. Calls
 * about one object come under its lock.
 */
final class SpaceLedger {
    private record Volume(LongAdder bytes, LongAdder chunks) {}

    private record Bucket(String volume, String name) {}

    private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
    // Guarded by this: the buckets that are entered in full, and the files entered in others.
    private final Set<Bucket> enteredBuckets = new HashSet<>();
    private final Map<Bucket, Set<String>> enteredFiles = new ConcurrentHashMap<>();
    private volatile boolean complete;

    /** A file that was there before this run. */
    void found(ChunkName name, long presentBytes) {
        if (enter(name)) {
            volume(name).chunks.increment();
            volume(name).bytes.add(presentBytes);
        }
    }

    /** A new file, with no block yet. */
    void created(ChunkName name) {
        enter(name);
        volume(name).chunks.increment();
    }

    void changed(ChunkName name, long bytesMore) {
        volume(name).bytes.add(bytesMore);
    }

    /** A file that was found or created before. */
    void removed(ChunkName name, long presentBytes) {
        volume(name).chunks.decrement();
        volume(name).bytes.add(-presentBytes);
    }

    /** Takes over what an earlier run has counted in full: nothing has to be looked at again. */
    synchronized void restore(Map<String, SpaceUsage.Volume> counted) {
        counted.forEach((name, usage) -> {
            Volume volume = volume(name);
            volume.bytes.add(usage.presentBytes());
            volume.chunks.add(usage.chunks());
        });
        scanned();
    }

    /** What there is, by encoded volume key. */
    Map<String, SpaceUsage.Volume> usage() {
        Map<String, SpaceUsage.Volume> usage = new HashMap<>();
        volumes.forEach(
                (name, volume) -> usage.put(name, new SpaceUsage.Volume(volume.bytes.sum(), volume.chunks.sum())));
        return usage;
    }

    void volumeRemoved(String volume) {
        volumes.remove(volume);
    }

    synchronized boolean isEntered(ChunkName name) {
        Bucket bucket = new Bucket(name.volume(), name.bucket());
        return complete
                || enteredBuckets.contains(bucket)
                || enteredFiles.getOrDefault(bucket, Set.of()).contains(name.fileName());
    }

    synchronized void bucketScanned(String volume, String name) {
        Bucket bucket = new Bucket(volume, name);
        enteredBuckets.add(bucket);
        enteredFiles.remove(bucket);
    }

    synchronized void scanned() {
        complete = true;
        enteredBuckets.clear();
        enteredFiles.clear();
    }

    boolean isComplete() {
        return complete;
    }

    long presentBytes() {
        return volumes.values().stream().mapToLong(volume -> volume.bytes.sum()).sum();
    }

    long chunks() {
        return volumes.values().stream()
                .mapToLong(volume -> volume.chunks.sum())
                .sum();
    }

    /** Of the disk, the store's own pages among them. */
    long diskBytes() {
        return presentBytes() + chunks() * StoreLimits.CHUNK_OVERHEAD_BYTES;
    }

    private boolean enter(ChunkName name) {
        if (complete) {
            return false;
        }
        synchronized (this) {
            if (isEntered(name)) {
                return false;
            }
            enteredFiles
                    .computeIfAbsent(new Bucket(name.volume(), name.bucket()), bucket -> new HashSet<>())
                    .add(name.fileName());
            return true;
        }
    }

    private Volume volume(ChunkName name) {
        return volume(name.volume());
    }

    private Volume volume(String name) {
        return volumes.computeIfAbsent(name, key -> new Volume(new LongAdder(), new LongAdder()));
    }
}
