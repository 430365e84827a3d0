package io.netfscache.node.cache;

import io.netfscache.node.NodeLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;

/** Finds out whether a directory can be written and read. Blocks on the disk. */
final class DiskProbe {
    private final Path directory;
    private final LongSupplier nanoClock;

    DiskProbe(Path directory, LongSupplier nanoClock) {
        this.directory = directory;
        this.nanoClock = nanoClock;
    }

    /** Writes a small file, forces it to the disk, reads it back and deletes it. */
    void run() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString(), null, "there is no such directory");
        }
        Path file = directory.resolve("probe");
        ByteBuffer written = ByteBuffer.allocate(NodeLimits.PROBE_BYTES);
        long different = nanoClock.getAsLong();
        while (written.hasRemaining()) {
            written.putLong(different++);
        }
        written.flip();
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            while (written.hasRemaining()) {
                channel.write(written);
            }
            channel.force(true);
            if (!read(channel).equals(written.flip())) {
                throw new IOException("what was written to " + file + " reads as something else");
            }
        }
        Files.delete(file);
    }

    private static ByteBuffer read(FileChannel channel) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(NodeLimits.PROBE_BYTES);
        while (read.hasRemaining()) {
            if (channel.read(read, read.position()) < 0) {
                throw new EOFException("the probe is shorter than it was written");
            }
        }
        return read.flip();
    }

    /** Whether an error is one of the disk: not a full one, and not one of this process. */
    static boolean isDiskError(IOException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (cause instanceof ClosedChannelException
                    || text.contains("No space left")
                    || text.contains("quota exceeded")
                    || text.contains("Too many open files")) {
                return false;
            }
        }
        return true;
    }

    /** Whether an error of {@code sendfile} is one of the file and not of the connection, which says so in other words. */
    static boolean isOfSentFile(IOException error) {
        String text = String.valueOf(error.getMessage());
        return text.contains("Input/output error") || text.contains("Underlying input file");
    }
}
