package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code invalidate URL}: drops a file from the cache. */
@Command(
        name = "invalidate",
        description = {"Drops a file from the cache, everywhere.", "When this is done, no client reads older bytes."},
        footer = {"%nExample:", "  netfs-cache invalidate http://files.example.com/latest.json"})
final class InvalidateCommand extends FileCommand {
    @Mixin
    private OutputOptions output = new OutputOptions();

    record Invalidated(String url, double seconds) {}

    @Override
    int run(OriginPath at) throws IOException, InterruptedException {
        try (FsCache cache = client().connect()) {
            Stopwatch stopwatch = Wiring.stopwatch();
            Invalidation.invalidate(cache, at);
            Invalidated done = new Invalidated(url(), stopwatch.seconds());
            output.print(
                    done,
                    () -> String.format(
                            Locale.ROOT,
                            "%s: invalidated on all nodes and clients in %.3f s",
                            Printable.text(url()),
                            done.seconds()));
        }
        return ExitCode.OK;
    }
}
