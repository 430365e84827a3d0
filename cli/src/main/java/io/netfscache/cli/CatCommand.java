package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code cat URL}: a file to standard output. */
@Command(
        name = "cat",
        description = "Writes a file to standard output, read through the cache.",
        footer = {
            "%nExamples:",
            "  netfs-cache cat http://files.example.com/tools/clang.tar | tar x",
            "  netfs-cache cat --servers 10.0.0.7:7440 /mnt/export/sky.exr > sky.exr"
        })
final class CatCommand extends FileCommand {
    @Override
    int run(OriginPath from) throws IOException, InterruptedException {
        WritableByteChannel out = StandardOutput.open().channel();
        try (FsCache cache = client().connectOrReadUncached();
                Netfs netfs = Netfs.mount(cache, from.origin(), NetfsOptions.DEFAULTS);
                NetfsFile file = netfs.open(from.path())) {
            new ContentReader().copy(file, out);
            return ExitCode.OK;
        } catch (ContentChangedException e) {
            throw new CommandFailure(from.path() + " changed while it was read: the " + e.position()
                    + " bytes that were written are the beginning of an older version; read it again");
        }
    }
}
