package io.netfscache.node.inspect;

import io.netfscache.node.CacheConfig;
import io.netfscache.node.cache.Cache;
import io.netfscache.node.cache.CacheState;
import io.netfscache.node.cache.Caches;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.CacheList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** The node's caches and their disks. Any thread; never blocks. */
public final class CacheFigures {
    private static final int MAX_REASON_CHARACTERS = 200;
    private static final long NANOS = 1_000_000_000;

    private record Figured(Cache cache, DiskFigures disk) {}

    private final List<Figured> caches;

    /**
     * Asks each disk once, which blocks.
     *
     * @param threads runs what blocks on the disks
     */
    public CacheFigures(Caches caches, Executor threads, LongSupplier nanoClock) {
        this.caches = caches.all().stream()
                .map(cache -> new Figured(cache, new DiskFigures(cache.config().directory(), threads, nanoClock)))
                .toList();
    }

    /** The caches as they are now; of their disks, the last figures. */
    public CacheList list() {
        return new CacheList(caches.stream().map(CacheFigures::entry).toList());
    }

    private static CacheList.Entry entry(Figured figured) {
        CacheConfig config = figured.cache().config();
        return figured.cache().state() instanceof CacheState.Online online
                ? online(config, online.store().stats(), figured.disk().disk())
                : out(config, figured.cache());
    }

    private static CacheList.Entry online(CacheConfig config, StoreStats stats, DiskFigures.Disk disk) {
        return new CacheList.Entry(
                config.name(),
                config.directory().toString(),
                state(config, disk),
                disk.bytes(),
                disk.freeBytes(),
                Math.max(0, stats.presentBytes()),
                config.maxBytes(),
                Math.max(0, stats.chunks()),
                config.bstopPercent());
    }

    /** Its directory may be that of another disk meanwhile, which nobody wants to hear of. */
    private static CacheList.Entry out(CacheConfig config, Cache cache) {
        String why = cache.state().text();
        String shortened =
                why.length() <= MAX_REASON_CHARACTERS ? why : why.substring(0, MAX_REASON_CHARACTERS) + "...";
        return new CacheList.Entry(
                config.name(),
                config.directory().toString(),
                shortened + ", " + cache.outNanos() / NANOS + " s ago",
                0,
                0,
                0,
                config.maxBytes(),
                0,
                config.bstopPercent());
    }

    private static String state(CacheConfig config, DiskFigures.Disk disk) {
        if (!disk.problem().isEmpty()) {
            return disk.problem();
        }
        double freePercent = 100.0 * disk.freeBytes() / Math.max(1, disk.bytes());
        return freePercent >= config.bstopPercent()
                ? CacheList.Entry.ONLINE
                : "takes no bytes: %.1f %% of the disk is free, bstop is %d %%"
                        .formatted(freePercent, config.bstopPercent());
    }
}
