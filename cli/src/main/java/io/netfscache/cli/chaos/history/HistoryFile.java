package io.netfscache.cli.chaos.history;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of events, one JSON object a line (docs/chaos-history.md), written by one process. Thread-safe.
 *
 * <p>Each line is handed to the operating system before {@link #add} returns: a process that is killed loses none of the
 * calls that it has made, and at most the line that it was writing. Nothing is synced: a machine that fails loses more.
 */
public final class HistoryFile implements Recorder, AutoCloseable {
    private static final int TAIL_BYTES = 64 << 10;

    private final Path file;
    /** A stream of a file, not of a channel: an interrupt of the caller must not close it. */
    private final OutputStream out;

    private HistoryFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** Opens {@code file} to append to it; makes it when there is none, and cuts off the half line that a killed process left. */
    public static HistoryFile open(Path file) throws IOException {
        if (Files.exists(file)) {
            cutHalfLine(file);
        }
        return new HistoryFile(file, new FileOutputStream(file.toFile(), true));
    }

    /**
     * As {@link #open}, of a file without events.
     *
     * @throws IOException when there are some: the calls of another process would be mixed up with those of this one, whose
     *     numbers and versions begin anew
     */
    public static HistoryFile create(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > 0) {
            throw new IOException(file + " is the history of an earlier run: name another file, or delete it");
        }
        return open(file);
    }

    @Override
    public void add(Event event) {
        byte[] line = (EventFormat.write(event) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            try {
                out.write(line);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot append to the history " + file, e);
            }
        }
    }

    public Path path() {
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    private static void cutHalfLine(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size();
            while (end > 0) {
                ByteBuffer tail = ByteBuffer.allocate((int) Math.min(TAIL_BYTES, end));
                long start = end - tail.capacity();
                while (tail.hasRemaining() && channel.read(tail, start + tail.position()) >= 0) {
                    // a read may give less than was asked for
                }
                for (int at = tail.capacity() - 1; at >= 0; at--) {
                    if (tail.get(at) == '\n') {
                        channel.truncate(start + at + 1);
                        return;
                    }
                }
                end = start;
            }
            channel.truncate(0);
        }
    }
}
