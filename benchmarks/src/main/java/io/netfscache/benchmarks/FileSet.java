package io.netfscache.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Files of one size with random contents, the same in each run, and the ways to read and write them. */
record FileSet(List<Path> paths, int fileBytes) {
    private static final long SEED = 20261122;
    private static final int STEP_BYTES = 1 << 20;

    /** One open file. */
    interface Open extends AutoCloseable {
        int read(long position, ByteBuffer into) throws IOException;

        int write(long position, ByteBuffer from) throws IOException;

        /** Returns when what was written is on stable storage. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** How a file is opened. */
    interface Opener {
        Open open(Path path) throws IOException;
    }

    /** @param age of their time stamps: a file that was written just now is not cached, because its stamp proves nothing yet */
    static FileSet create(Path folder, int count, int fileBytes, Instant now, Duration age) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Path> paths = new ArrayList<>();
        byte[] step = new byte[STEP_BYTES];
        for (int i = 0; i < count; i++) {
            Path path = folder.resolve("file-" + i);
            try (FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                for (int position = 0; position < fileBytes; position += STEP_BYTES) {
                    random.nextBytes(step);
                    write(channel, position, ByteBuffer.wrap(step));
                }
            }
            Files.setLastModifiedTime(path, FileTime.from(now.minus(age)));
            paths.add(path);
        }
        return new FileSet(List.copyOf(paths), fileBytes);
    }

    long totalBytes() {
        return (long) paths.size() * fileBytes;
    }

    List<Open> open(Opener opener) throws IOException {
        List<Open> open = new ArrayList<>();
        for (Path path : paths) {
            open.add(opener.open(path));
        }
        return open;
    }

    /** A plain {@link FileChannel}. */
    static Open channel(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new Open() {
            @Override
            public int read(long position, ByteBuffer into) throws IOException {
                return channel.read(into, position);
            }

            @Override
            public int write(long position, ByteBuffer from) throws IOException {
                return FileSet.write(channel, position, from);
            }

            @Override
            public void sync() throws IOException {
                channel.force(false);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private static int write(FileChannel channel, long position, ByteBuffer from) throws IOException {
        int start = from.position();
        while (from.hasRemaining()) {
            channel.write(from, position + from.position() - start);
        }
        return from.position() - start;
    }
}
