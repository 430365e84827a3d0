package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The local file tree, which may be an NFS mount. Coherency data: mtime and ctime in nanoseconds, size and inode number.
 * Paths are absolute; only regular files are read.
 */
public final class FileOrigin implements Origin {
    /** A file changed more recently than this may change again without a visible change of its timestamps. */
    static final Duration RACY = Duration.ofSeconds(2);

    private static final int REGULAR = 0100000;
    private static final int TYPE_MASK = 0170000;

    private final InstantSource wallClock;
    private final LongAdder bytesRead = new LongAdder();

    public FileOrigin() {
        this(Wiring.wallClock());
    }

    FileOrigin(InstantSource wallClock) {
        this.wallClock = wallClock;
    }

    @Override
    public String volumeKey() {
        return "file";
    }

    @Override
    public byte[] objectKey(String path) {
        return Origins.objectKey(path);
    }

    @Override
    public OriginAttributes stat(String path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(Path.of(path), "unix:mode,size,ino,lastModifiedTime,ctime");
        if ((attribute(attributes, "mode", Integer.class) & TYPE_MASK) != REGULAR) {
            throw new IOException(path + " is not a regular file");
        }
        long size = attribute(attributes, "size", Long.class);
        ByteBuffer aux = ByteBuffer.allocate(32)
                .putLong(nanos(attribute(attributes, "lastModifiedTime", FileTime.class)))
                .putLong(nanos(attribute(attributes, "ctime", FileTime.class)))
                .putLong(size)
                .putLong(attribute(attributes, "ino", Long.class));
        return new OriginAttributes(size, Bytes.of(aux.array()));
    }

    private static <T> T attribute(Map<String, Object> attributes, String name, Class<T> type) throws IOException {
        Object value = attributes.get(name);
        if (!type.isInstance(value)) {
            throw new IOException("the filesystem gives no attribute \"" + name + "\": " + value);
        }
        return type.cast(value);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) throws IOException {
        FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ);
        return new Open(path, expected, channel);
    }

    @Override
    public List<OriginEntry> list(String path) {
        throw new UnsupportedOperationException("branch files");
    }

    @Override
    public List<String> walk(String path) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(path))) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public long bytesRead() {
        return bytesRead.sum();
    }

    @Override
    public void close() {}

    private final class Open implements OriginFile {
        private final String path;
        private final OriginAttributes expected;
        private final FileChannel channel;

        Open(String path, OriginAttributes expected, FileChannel channel) {
            this.path = path;
            this.expected = expected;
            this.channel = channel;
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            int total = 0;
            while (into.hasRemaining()) {
                int n = channel.read(into, position + total);
                if (n < 0) {
                    break;
                }
                total += n;
            }
            bytesRead.add(total);
            return total;
        }

        @Override
        public Certification certify() throws IOException {
            OriginAttributes now;
            try {
                now = stat(path);
            } catch (NoSuchFileException e) {
                return Certification.CHANGED;
            }
            if (!now.equals(expected)) {
                return Certification.CHANGED;
            }
            // A back-dated mtime says nothing of the last write; ctime cannot be set.
            ByteBuffer times = ByteBuffer.wrap(expected.aux().toArray());
            Instant changed = Instant.ofEpochSecond(0, Math.max(times.getLong(), times.getLong()));
            return changed.plus(RACY).isAfter(wallClock.instant()) ? Certification.RACY : Certification.CERTIFIED;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // The descriptor is gone either way, and nothing was written.
                org.slf4j.LoggerFactory.getLogger(FileOrigin.class)
                        .atDebug()
                        .addKeyValue("path", path)
                        .setCause(e)
                        .log("close failed");
            }
        }
    }
}
