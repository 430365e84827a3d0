package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cp URL DEST}: a file to a file. */
@Command(
        name = "cp",
        description = {"Copies a file, read through the cache.", "DEST appears whole or not at all."},
        footer = {
            "%nExamples:",
            "  netfs-cache cp http://files.example.com/images/base.qcow2 /var/tmp/base.qcow2",
            "  netfs-cache cp --json file:///mnt/export/model.bin /scratch/"
        })
final class CpCommand extends FileCommand {
    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(index = "1", paramLabel = "DEST", description = "Where to: a file, or a folder to put it into.")
    private Path destination = Path.of("");

    /** The figures of one copy; sizes in bytes. */
    record Copied(long bytes, long cacheBytes, long originBytes, double seconds, String sha256) {
        String summary(Path to) {
            return String.format(
                    Locale.ROOT,
                    "%s: %d bytes in %.3f s, %s from the cache, %s from the origin, sha256 %s",
                    to,
                    bytes,
                    seconds,
                    ByteSize.format(cacheBytes),
                    ByteSize.format(originBytes),
                    sha256);
        }
    }

    @Override
    int run(OriginPath from) throws IOException, InterruptedException {
        Path target = target(from.path());
        try (FsCache cache = client().connectOrReadUncached();
                Netfs netfs = Netfs.mount(cache, from.origin(), NetfsOptions.DEFAULTS)) {
            Copied copied = copy(netfs, from.path(), target, cache);
            if (output.json()) {
                output.print(copied, () -> "");
            } else {
                output.notice(copied.summary(target));
            }
        }
        return ExitCode.OK;
    }

    private static Copied copy(Netfs netfs, String path, Path target, FsCache cache) throws IOException {
        Stopwatch stopwatch = Wiring.stopwatch();
        try (NetfsFile file = netfs.open(path);
                PartFile part = PartFile.create(target)) {
            HashingChannel to = new HashingChannel(part);
            long bytes = new ContentReader().copyOneVersion(file, to);
            part.complete();
            return new Copied(
                    bytes, cache.stats().cacheBytes(), netfs.stats().originBytes(), stopwatch.seconds(), to.sha256());
        }
    }

    private Path target(String path) {
        if (!Files.isDirectory(destination)) {
            return destination;
        }
        Path name = Path.of(path).getFileName();
        if (name == null || name.toString().isEmpty()) {
            throw new CommandFailure(url() + " has no file name: say under which name to put it into " + destination);
        }
        return destination.resolve(name.toString());
    }
}
