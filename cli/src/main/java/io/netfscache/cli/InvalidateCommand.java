package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code invalidate URL}: drops a file from the cache. */
@Command(
        name = "invalidate",
        description = "Drops a file from the cache, everywhere. When this is done, no client reads older bytes.",
        footer = {"%nExample:", "  netfs-cache invalidate http://files.example.com/config/latest.json"})
final class InvalidateCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(paramLabel = "URL", description = "The file: http: or file: URL, or a path.")
    private String url = "";

    record Invalidated(String url, double seconds) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        OriginPath at = client.resolve(url);
        try (Origin origin = at.origin();
                FsCache cache = client.connect()) {
            Stopwatch stopwatch = Wiring.stopwatch();
            Invalidation.invalidate(cache, at);
            Invalidated done = new Invalidated(url, stopwatch.seconds());
            output.print(
                    done,
                    () -> String.format(
                            Locale.ROOT, "%s: invalidated on all nodes and clients in %.3f s", url, done.seconds()));
        }
        return ExitCode.OK;
    }
}
