package io.netfscache.cli.demo;

import io.netfscache.ClientConfig;
import io.netfscache.ClientStats;
import io.netfscache.FsCache;
import io.netfscache.cli.ContentReader;
import io.netfscache.cli.HashingChannel;
import io.netfscache.cli.Invalidation;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** One client of the fleet: a connection to the cluster and a mounted origin of its own. For use by one thread at a time. */
final class ClientWorker implements AutoCloseable {
    private final List<InetSocketAddress> servers;
    private final FsCache cache;
    private final Origin origin;
    private final Netfs netfs;
    /** What comes before a file's path of the manifest in a path of the origin. */
    private final String prefix;

    private final ContentReader reader = new ContentReader();
    private final HashingChannel hash = HashingChannel.discarding();
    private final List<String> problems = new ArrayList<>();
    private long bytes;
    private long wrongBytes;
    private long errors;
    private String sha256 = "";

    private ClientWorker(List<InetSocketAddress> servers, FsCache cache, OriginPath first, String prefix)
            throws IOException {
        this.servers = servers;
        this.cache = cache;
        this.origin = first.origin();
        this.prefix = prefix;
        this.netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
    }

    static ClientWorker start(List<InetSocketAddress> servers, Manifest manifest)
            throws IOException, InterruptedException {
        OriginPath first = Origins.resolve(manifest.origin());
        String prefix = prefix(first.path(), manifest.originPath());
        FsCache cache = FsCache.connect(ClientConfig.of(servers));
        if (!cache.awaitConnected(DemoLimits.CLIENT_READY.toMillis())) {
            cache.close();
            first.origin().close();
            throw new IOException("no node answers at " + servers);
        }
        return new ClientWorker(servers, cache, first, prefix);
    }

    private static String prefix(String path, String manifestPath) {
        if (path.endsWith(manifestPath)) {
            return path.substring(0, path.length() - manifestPath.length());
        }
        throw new IllegalArgumentException(path + " does not end in " + manifestPath);
    }

    /** Reads every file, beginning with number {@code start} and going round. */
    WorkerReport readAll(Manifest manifest, int start) {
        int files = manifest.files().size();
        for (int i = 0; i < files; i++) {
            read(manifest.files().get((start + i) % files));
        }
        return report();
    }

    WorkerReport readOne(Manifest manifest, int index) {
        read(manifest.files().get(index));
        return report();
    }

    /** Drops a file from the cache as somebody would who is no reader: over a connection of its own. */
    WorkerReport invalidate(Manifest manifest, int index) throws IOException, InterruptedException {
        String path = prefix + manifest.files().get(index).path();
        try (FsCache changer = FsCache.connect(ClientConfig.of(servers))) {
            if (!changer.awaitConnected(DemoLimits.CLIENT_READY.toMillis())) {
                throw new IOException("no node answers at " + servers);
            }
            Invalidation.invalidate(changer, new OriginPath(origin, path));
        }
        return report();
    }

    WorkerReport dropFolios() {
        netfs.dropFolios();
        return report();
    }

    private void read(DatasetFile expected) {
        try (NetfsFile file = netfs.open(prefix + expected.path())) {
            long size = reader.copyOneVersion(file, hash);
            sha256 = hash.sha256();
            bytes += size;
            if (!sha256.equals(expected.sha256())) {
                wrongBytes += Math.max(size, expected.size());
                problem(expected.path() + ": wrong contents, " + size + " bytes instead of " + expected.size());
            }
        } catch (IOException e) {
            hash.sha256();
            sha256 = "";
            errors++;
            problem(expected.path() + ": " + e);
        }
    }

    private void problem(String text) {
        if (problems.size() < DemoLimits.TOLD_ERRORS) {
            problems.add(text);
        }
    }

    /** What has happened since the last report. */
    WorkerReport report() {
        ClientStats stats = cache.stats();
        WorkerReport report = new WorkerReport(
                bytes,
                wrongBytes,
                errors,
                problems,
                sha256,
                stats.cacheBytes(),
                netfs.stats().originBytes(),
                stats.socketBytesReceived());
        bytes = 0;
        wrongBytes = 0;
        errors = 0;
        problems.clear();
        return report;
    }

    @Override
    public void close() {
        try {
            netfs.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a client could not be ended", e);
        } finally {
            cache.close();
            origin.close();
        }
    }
}
