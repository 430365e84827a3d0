package io.netfscache.node.journal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file of entries, each written once, at the end:
 *
 * <pre>
 *  magic 4 | version 4 | entry | entry | ...
 *  entry:  length 4 | CRC32C of the length 4 | CRC32C of the bytes 4 | bytes
 * </pre>
 *
 * A process that is killed leaves a prefix of the file, a machine that loses power a prefix and zeros: both are a torn tail,
 * which is cut off. Whatever was forced lies before it. Anything else that does not match is damage, wherever it is: what
 * follows it, and perhaps was forced, cannot be found any more, so the whole journal is given up rather than an older state
 * taken for the latest. For use by one thread.
 */
public final class Journal implements Closeable {
    /** Largest entry, in bytes. */
    public static final int MAX_ENTRY_BYTES = 256 * 1024;

    private static final int MAGIC = 0x4e46434a;
    private static final int VERSION = 1;
    private static final int FILE_HEAD_BYTES = 8;
    private static final int ENTRY_HEAD_BYTES = 12;

    private final Path file;
    private final boolean anew;
    private FileChannel channel;
    private long end;
    private long forced;
    private boolean broken;

    private Journal(Path file, FileChannel channel, boolean fresh, Consumer<byte[]> entries, Runnable startOver)
            throws IOException {
        this.file = file;
        this.channel = channel;
        long good = read(channel, entries);
        this.anew = fresh || good < 0;
        this.end = Math.max(good, FILE_HEAD_BYTES);
        if (good < 0) {
            startOver.run();
            begin(channel);
        } else {
            if (channel.size() > end) {
                channel.truncate(end);
            }
            // What a process that was killed has left may still be on its way to the disk, and is acknowledged from now
            // on.
            channel.force(true);
        }
        channel.position(end);
        forced = end;
    }

    /**
     * Opens the journal, or begins one.
     *
     * @param entries is given each entry, in the order in which they were appended
     * @param startOver forgets the entries that were given: the journal is damaged and begins anew, empty
     * @throws NewerFormatException when a newer release has written it; nothing is changed then
     */
    public static Journal open(Path file, Consumer<byte[]> entries, Runnable startOver) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        boolean opened = false;
        try {
            boolean fresh = channel.size() < FILE_HEAD_BYTES;
            if (fresh) {
                begin(channel);
                syncDirectory(file);
            }
            Journal journal = new Journal(file, channel, fresh, entries, startOver);
            opened = true;
            return journal;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static void begin(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.position(0);
        ByteBuffer head = ByteBuffer.allocate(FILE_HEAD_BYTES);
        head.putInt(MAGIC).putInt(VERSION).flip();
        write(channel, head);
        channel.force(true);
    }

    /** Where the good part ends; -1: it is damaged. */
    private long read(FileChannel from, Consumer<byte[]> entries) throws IOException {
        Reader in = new Reader(from);
        if (in.readInt() != MAGIC) {
            return -1;
        }
        int version = in.readInt();
        if (version > VERSION) {
            throw new NewerFormatException(file + " has format " + version + ", this release knows " + VERSION);
        }
        if (version != VERSION) {
            return -1;
        }
        long good = FILE_HEAD_BYTES;
        while (in.left() >= ENTRY_HEAD_BYTES) {
            int length = in.readInt();
            int lengthSum = in.readInt();
            int sum = in.readInt();
            if (lengthSum != sumOf(length) || length <= 0 || length > MAX_ENTRY_BYTES) {
                return length == 0 && lengthSum == 0 && sum == 0 && in.isZeroToTheEnd() ? good : -1;
            }
            if (in.left() < length) {
                return good;
            }
            byte[] entry = in.readBytes(length);
            if (sumOf(entry) != sum) {
                return -1;
            }
            entries.accept(entry);
            good += ENTRY_HEAD_BYTES + length;
        }
        return good;
    }

    /** Whether there was none when it was opened, or a damaged one: nothing is known of what it told before. */
    public boolean beganAnew() {
        return anew;
    }

    /** How much of the file survives the loss of power, in bytes; perhaps more. */
    public long forcedBytes() {
        return forced;
    }

    /** Size of the file, in bytes. */
    public long bytes() {
        return end;
    }

    /**
     * Appends an entry.
     *
     * @param force whether it survives the loss of power, and all entries before it, when this returns; otherwise it
     *     survives the death of the process
     * @throws IOException when it does not; when forcing has failed nothing more can be appended
     */
    public void append(byte[] entry, boolean force) throws IOException {
        if (broken) {
            throw new IOException(file + " could not be written before: nothing more is written until the next start");
        }
        boolean done = false;
        try {
            write(channel, framed(entry));
            if (force) {
                // What became of the pages after a failure nobody knows.
                broken = true;
                channel.force(false);
                broken = false;
            }
            done = true;
            end = channel.position();
            forced = force ? end : forced;
        } finally {
            if (!done) {
                cutBack();
            }
        }
    }

    /** A part of an entry must not be followed by another one. */
    private void cutBack() {
        try {
            channel.truncate(end);
            channel.position(end);
        } catch (IOException e) {
            broken = true;
        }
    }

    /** What has been appended so far survives the loss of power. */
    public void force() throws IOException {
        channel.force(false);
        forced = end;
    }

    /** Replaces all entries by these, in one step; a failure leaves the old ones. */
    public void rewrite(Iterable<byte[]> entries) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        FileChannel next = FileChannel.open(
                draft,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
        boolean done = false;
        try {
            begin(next);
            for (byte[] entry : entries) {
                write(next, framed(entry));
            }
            next.force(true);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(file);
            done = true;
        } finally {
            if (!done) {
                next.close();
            }
        }
        channel.close();
        channel = next;
        end = next.position();
        forced = end;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static ByteBuffer framed(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException("an entry has 1 to " + MAX_ENTRY_BYTES + " bytes, not " + entry.length);
        }
        ByteBuffer framed = ByteBuffer.allocate(ENTRY_HEAD_BYTES + entry.length);
        return framed.putInt(entry.length)
                .putInt(sumOf(entry.length))
                .putInt(sumOf(entry))
                .put(entry)
                .flip();
    }

    private static int sumOf(int length) {
        return sumOf(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }

    private static int sumOf(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Reads a file from its beginning, some pages at a time. */
    private static final class Reader {
        private static final int BUFFER_BYTES = 256 * 1024;

        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        private final long size;
        private long filled;

        Reader(FileChannel channel) throws IOException {
            this.channel = channel;
            this.size = channel.size();
        }

        long left() {
            return size - filled + buffer.remaining();
        }

        int readInt() throws IOException {
            return ByteBuffer.wrap(readBytes(Integer.BYTES)).getInt();
        }

        byte[] readBytes(int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (!buffer.hasRemaining()) {
                    fill();
                }
                int part = Math.min(bytes.remaining(), buffer.remaining());
                bytes.put(buffer.slice().limit(part));
                buffer.position(buffer.position() + part);
            }
            return bytes.array();
        }

        private void fill() throws IOException {
            buffer.clear();
            int read = channel.read(buffer, filled);
            buffer.flip();
            if (read <= 0) {
                throw new EOFException("the journal has become shorter while it was read");
            }
            filled += read;
        }

        boolean isZeroToTheEnd() throws IOException {
            while (left() > 0) {
                for (byte each : readBytes((int) Math.min(left(), BUFFER_BYTES))) {
                    if (each != 0) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
