package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.netfs.NetfsStats;
import io.netfscache.netfs.OpenMode;
import io.netfscache.netfs.SabotagedMounts;
import io.netfscache.origin.WritableOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One client with its mount and the files that it has open. */
final class Player implements AutoCloseable {
    /** In what way a file is open; each at most once. */
    enum Way {
        READING(Set.of()),
        BUFFERED(Set.of(OpenMode.WRITE)),
        WRITE_THROUGH(Set.of(OpenMode.WRITE, OpenMode.SYNC)),
        READING_UNBUFFERED(Set.of(OpenMode.UNBUFFERED)),
        UNBUFFERED(Set.of(OpenMode.WRITE, OpenMode.UNBUFFERED));

        private final Set<OpenMode> modes;

        Way(Set<OpenMode> modes) {
            this.modes = modes;
        }
    }

    private static final Duration CONNECTED = Duration.ofSeconds(60);

    private final FsCache cache;
    private final WritableOrigin origin;
    private final NetfsOptions options;
    private final Set<String> broken;
    private final Map<String, EnumMap<Way, NetfsFile>> open = new HashMap<>();
    private Netfs netfs;
    private Figures before = Figures.none();

    private Player(FsCache cache, WritableOrigin origin, NetfsOptions options, Set<String> broken) throws IOException {
        this.cache = cache;
        this.origin = origin;
        this.options = options;
        this.broken = broken;
        this.netfs = mount();
    }

    /** @param broken rules of the page cache that its mount does without */
    static Player connect(
            List<InetSocketAddress> servers,
            Duration lruDelay,
            WritableOrigin origin,
            NetfsOptions options,
            Set<String> broken)
            throws IOException, InterruptedException {
        FsCache cache = FsCache.connect(new ClientConfig(List.copyOf(servers), "", "", lruDelay, 1));
        assertThat(cache.awaitConnected(CONNECTED.toMillis())).as("a session").isTrue();
        return new Player(cache, origin, options, broken);
    }

    private Netfs mount() throws IOException {
        return SabotagedMounts.mount(cache, origin, options, broken);
    }

    /** Opens the file in that way unless it is. */
    NetfsFile file(String path, Way way) throws IOException {
        EnumMap<Way, NetfsFile> ways = open.computeIfAbsent(path, key -> new EnumMap<>(Way.class));
        NetfsFile file = ways.get(way);
        if (file == null) {
            file = netfs.open(path, way.modes);
            ways.put(way, file);
        }
        return file;
    }

    /** For reading, in a way in which it is open if it is. */
    NetfsFile readable(String path) throws IOException {
        return file(path, isOpen(path, Way.BUFFERED) ? Way.BUFFERED : Way.READING);
    }

    boolean isOpen(String path, Way way) {
        Map<Way, NetfsFile> ways = open.get(path);
        return ways != null && ways.containsKey(way);
    }

    /** Closes it in every way. */
    void close(String path) throws IOException {
        Map<Way, NetfsFile> ways = open.remove(path);
        if (ways != null) {
            for (NetfsFile file : ways.values()) {
                file.close();
            }
        }
    }

    void sync(String path) throws IOException {
        for (NetfsFile file : open.getOrDefault(path, new EnumMap<>(Way.class)).values()) {
            file.sync();
        }
    }

    void dropFolios() {
        netfs.dropFolios();
    }

    /** Gives every file and cookie back, and the volume, and takes the volume again. */
    void remount() throws IOException {
        for (String path : List.copyOf(open.keySet())) {
            close(path);
        }
        before = before.plus(ofMount());
        netfs.close();
        netfs = mount();
    }

    /** Where the bytes of its reads came from. */
    Figures figures() {
        return before.plus(ofMount()).plus(Figures.ofCluster(cacheBytes()));
    }

    private Figures ofMount() {
        NetfsStats stats = netfs.stats();
        return Figures.ofMount(stats.originBytes(), stats.folioBytes());
    }

    long cacheBytes() {
        return cache.stats().cacheBytes();
    }

    /** Whatever it has open; {@link Pair#end} has closed all that matters. */
    @Override
    public void close() {
        cache.close();
    }
}
