package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cat URL}: a file to standard output. */
@Command(
        name = "cat",
        description = "Writes a file to standard output, read through the cache.",
        footer = {
            "%nExamples:",
            "  netfs-cache cat http://files.example.com/tools/clang.tar | tar x",
            "  netfs-cache cat --servers 10.0.0.7:7440 file:///mnt/export/textures/sky.exr > sky.exr"
        })
final class CatCommand implements Callable<Integer> {
    /** What a shell reports for cat(1) when the reader of the pipe has gone: 128 + SIGPIPE. */
    private static final int BROKEN_PIPE = 141;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "URL", description = "The file: http: or file: URL, or a path.")
    private String url = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        OriginPath from = client.resolve(url);
        StandardOutput out = new StandardOutput();
        try (Origin origin = from.origin();
                FsCache cache = client.connectOrReadUncached();
                Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
                NetfsFile file = netfs.open(from.path())) {
            new ContentReader().copy(file, out);
            return ExitCode.OK;
        } catch (ContentChangedException e) {
            throw new CommandFailure(from.path() + " changed while it was read: the " + e.position()
                    + " bytes that were written are the beginning of an older version; read it again");
        } catch (IOException e) {
            if (out.broken) {
                return BROKEN_PIPE;
            }
            throw e;
        }
    }

    /** Knows whether it was the output that failed: a reader such as {@code head} that has gone is no error. */
    private static final class StandardOutput implements WritableByteChannel {
        private final WritableByteChannel channel = Channels.newChannel(new FileOutputStream(FileDescriptor.out));
        private boolean broken;

        @Override
        public int write(ByteBuffer from) throws IOException {
            try {
                return channel.write(from);
            } catch (IOException e) {
                broken = String.valueOf(e.getMessage()).contains("Broken pipe");
                throw new IOException("cannot write to standard output: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
