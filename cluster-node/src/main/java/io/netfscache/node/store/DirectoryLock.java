package io.netfscache.node.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second store, of this or another process, out of a directory. Goes with the process. */
final class DirectoryLock implements Closeable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        IOException failure = null;
        try {
            if (channel.tryLock() != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            failure = new IOException(e);
        }
        channel.close();
        throw inUse(directory, failure);
    }

    private static IOException inUse(Path directory, @Nullable IOException cause) {
        return new IOException(
                "cache directory " + directory.toAbsolutePath()
                        + " is in use by another node; stop that node or give this one a directory of its own",
                cause);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
