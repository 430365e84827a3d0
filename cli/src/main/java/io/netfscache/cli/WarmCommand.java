package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code warm URL...}: reads files so that the cache has them. */
@Command(
        name = "warm",
        description = "Reads everything below the URLs into the cache, before the fleet asks for it.",
        footer = {
            "%nExamples:",
            "  netfs-cache warm file:///mnt/export/scene-42",
            "  netfs-cache warm --json http://files.example.com/a.tar http://files.example.com/b.tar"
        })
final class WarmCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Files or folders; a web server tells only files.")
    private List<String> urls = List.of();

    private final List<Failure> failures = new ArrayList<>();
    private final ContentReader reader = new ContentReader();
    private long files;
    private long bytes;
    private long originBytes;

    /** A file that could not be read. */
    record Failure(String path, String error) {}

    /** The figures of one run; sizes in bytes. */
    record Warmed(long files, long bytes, long cacheBytes, long originBytes, double seconds, List<Failure> failures) {
        String summary() {
            return String.format(
                    Locale.ROOT,
                    "%d files, %s in %.1f s: %s from the origin, %s were cached before; %d failed",
                    files,
                    ByteSize.format(bytes),
                    seconds,
                    ByteSize.format(originBytes),
                    ByteSize.format(cacheBytes),
                    failures.size());
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Stopwatch stopwatch = Wiring.stopwatch();
        try (FsCache cache = client.connectOrReadUncached()) {
            for (String url : urls) {
                warm(cache, url);
            }
            Warmed warmed = new Warmed(
                    files, bytes, cache.stats().cacheBytes(), originBytes, stopwatch.seconds(), List.copyOf(failures));
            output.print(warmed, warmed::summary);
        }
        failures.stream()
                .limit(CliLimits.LISTED_FAILURES)
                .forEach(failure -> output.notice("failed: " + failure.path() + ": " + failure.error()));
        if (failures.size() > CliLimits.LISTED_FAILURES) {
            output.notice("and " + (failures.size() - CliLimits.LISTED_FAILURES) + " more");
        }
        return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** One file that cannot be read keeps no other from being cached. */
    private void warm(FsCache cache, String url) {
        OriginPath root = client.resolve(url);
        try (Origin origin = root.origin();
                Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS)) {
            try {
                for (String path : origin.walk(root.path())) {
                    warm(netfs, path);
                }
            } finally {
                originBytes += netfs.stats().originBytes();
            }
        } catch (IOException e) {
            failures.add(new Failure(url, FailureReport.describe(e)));
        }
    }

    private void warm(Netfs netfs, String path) {
        try (NetfsFile file = netfs.open(path)) {
            bytes += reader.copyOneVersion(file, HashingChannel.discarding());
            files++;
        } catch (IOException e) {
            failures.add(new Failure(path, FailureReport.describe(e)));
        }
    }
}
