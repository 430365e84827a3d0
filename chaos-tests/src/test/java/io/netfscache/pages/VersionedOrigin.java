package io.netfscache.pages;

import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginFile;
import io.netfscache.origin.OriginWriter;
import io.netfscache.origin.WritableOrigin;
import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Files in memory. Each change, however small, gives a file other coherency data: the number of the change. */
final class VersionedOrigin implements WritableOrigin {
    /** What becomes of a write: tests make it fail. */
    @FunctionalInterface
    interface Disturbance {
        /**
         * Before bytes are taken over.
         *
         * @return how many of the {@code bytes} are taken now, 1 or more
         */
        int taken(String path, long position, int bytes) throws IOException;

        /** Before a change is committed. */
        default void commits(String path) throws IOException {}
    }

    private final class Contents {
        private byte[] bytes = {};
        private long version = versions.incrementAndGet();

        private OriginAttributes attributes() {
            return new OriginAttributes(
                    bytes.length,
                    Bytes.of(ByteBuffer.allocate(Long.BYTES).putLong(version).array()));
        }

        private void change(byte[] to) {
            bytes = to;
            version = versions.incrementAndGet();
        }
    }

    private final String volumeKey;
    private final boolean inPlace;
    private final AtomicLong versions = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong durableCommits = new AtomicLong();
    private final Map<String, Contents> files = new ConcurrentHashMap<>();
    private volatile Disturbance disturbance = (path, position, bytes) -> bytes;

    /** @param inPlace whether ranges are changed where they are, or whole files replaced, as with HTTP PUT */
    VersionedOrigin(String volumeKey, boolean inPlace) {
        this.volumeKey = volumeKey;
        this.inPlace = inPlace;
    }

    /** From now on. */
    void disturb(Disturbance how) {
        disturbance = how;
    }

    /** From now on all goes well. */
    void recover() {
        disturbance = (path, position, bytes) -> bytes;
    }

    /** What the file has now. */
    byte[] bytes(String path) {
        Contents contents = existing(path);
        synchronized (contents) {
            return contents.bytes.clone();
        }
    }

    /** Changes made so far, to any file. */
    long changes() {
        return versions.get();
    }

    /** Changes that were to be on stable storage before they were acknowledged. */
    long durableCommits() {
        return durableCommits.get();
    }

    /** Puts a file there, or a new version of it, behind everybody's back. */
    void put(String path, byte[] bytes) {
        Contents contents = files.computeIfAbsent(path, key -> new Contents());
        synchronized (contents) {
            contents.change(bytes.clone());
        }
    }

    private Contents existing(String path) {
        Contents contents = files.get(path);
        if (contents == null) {
            throw new IllegalArgumentException("there is no " + path);
        }
        return contents;
    }

    private Contents found(String path) throws NoSuchFileException {
        Contents contents = files.get(path);
        if (contents == null) {
            throw new NoSuchFileException(path);
        }
        return contents;
    }

    @Override
    public String volumeKey() {
        return volumeKey;
    }

    @Override
    public byte[] objectKey(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public OriginAttributes stat(String path) throws IOException {
        Contents contents = found(path);
        synchronized (contents) {
            return contents.attributes();
        }
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) throws IOException {
        Contents contents = found(path);
        return new OriginFile() {
            @Override
            public int read(long position, ByteBuffer into) throws OriginChangedException {
                synchronized (contents) {
                    requireUnchanged(path, contents, expected);
                    int n = (int) Math.max(0, Math.min(into.remaining(), contents.bytes.length - position));
                    into.put(contents.bytes, n == 0 ? 0 : (int) position, n);
                    read.addAndGet(n);
                    return n;
                }
            }

            @Override
            public Certification certify() {
                synchronized (contents) {
                    return contents.attributes().equals(expected) ? Certification.CERTIFIED : Certification.CHANGED;
                }
            }

            @Override
            public void close() {}
        };
    }

    private static void requireUnchanged(String path, Contents contents, OriginAttributes expected)
            throws OriginChangedException {
        if (!contents.attributes().equals(expected)) {
            throw new OriginChangedException(path + " has another version");
        }
    }

    @Override
    public OriginWriter openForWriting(String path, OriginAttributes expected, long newSize) throws IOException {
        Contents contents = found(path);
        synchronized (contents) {
            requireUnchanged(path, contents, expected);
        }
        return inPlace
                ? new InPlace(path, contents, expected, newSize)
                : new Replacing(path, contents, expected, newSize);
    }

    /** Changes ranges of a file one by one. */
    private final class InPlace implements OriginWriter {
        private final String path;
        private final Contents contents;
        private final int newSize;
        private OriginAttributes made;

        InPlace(String path, Contents contents, OriginAttributes expected, long newSize) {
            this.path = path;
            this.contents = contents;
            this.made = expected;
            this.newSize = Math.toIntExact(newSize);
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        public int write(long position, ByteBuffer from) throws IOException {
            int n = Math.min(from.remaining(), disturbance.taken(path, position, from.remaining()));
            synchronized (contents) {
                requireUnchanged(path, contents, made);
                int end = Math.toIntExact(position + n);
                byte[] changed = end <= contents.bytes.length ? contents.bytes : Arrays.copyOf(contents.bytes, end);
                from.get(changed, (int) position, n);
                contents.change(changed);
                made = contents.attributes();
            }
            return n;
        }

        @Override
        public OriginAttributes commit(boolean durable) throws IOException {
            disturbance.commits(path);
            synchronized (contents) {
                requireUnchanged(path, contents, made);
                if (contents.bytes.length != newSize) {
                    contents.change(Arrays.copyOf(contents.bytes, newSize));
                    made = contents.attributes();
                }
            }
            if (durable) {
                durableCommits.incrementAndGet();
            }
            return made;
        }

        @Override
        public void close() {}
    }

    /** Replaces a whole file, all or nothing. */
    private final class Replacing implements OriginWriter {
        private final String path;
        private final Contents contents;
        private final OriginAttributes expected;
        private final byte[] all;
        private int next;

        Replacing(String path, Contents contents, OriginAttributes expected, long newSize) {
            this.path = path;
            this.contents = contents;
            this.expected = expected;
            this.all = new byte[Math.toIntExact(newSize)];
        }

        @Override
        public boolean inPlace() {
            return false;
        }

        @Override
        public int write(long position, ByteBuffer from) throws IOException {
            if (position != next) {
                throw new IllegalStateException("the body of " + path + " has " + next + " bytes, not " + position);
            }
            int n = Math.min(from.remaining(), disturbance.taken(path, position, from.remaining()));
            from.get(all, next, n);
            next += n;
            return n;
        }

        @Override
        public OriginAttributes commit(boolean durable) throws IOException {
            if (next != all.length) {
                throw new IllegalStateException("the body of " + path + " ends at " + next + ", not " + all.length);
            }
            disturbance.commits(path);
            if (durable) {
                durableCommits.incrementAndGet();
            }
            synchronized (contents) {
                requireUnchanged(path, contents, expected);
                contents.change(all);
                return contents.attributes();
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public OriginAttributes create(String path) throws IOException {
        Contents made = new Contents();
        if (files.putIfAbsent(path, made) != null) {
            throw new FileAlreadyExistsException(path);
        }
        return made.attributes();
    }

    @Override
    public void createFolder(String path) {
        throw new UnsupportedOperationException("there are no folders");
    }

    @Override
    public void delete(String path) throws IOException {
        if (files.remove(path) == null) {
            throw new NoSuchFileException(path);
        }
    }

    @Override
    public void move(String from, String to, boolean replace) {
        throw new UnsupportedOperationException("files keep their names");
    }

    @Override
    public List<OriginEntry> list(String path) {
        return List.of();
    }

    @Override
    public List<String> walk(String path) {
        return List.of(path);
    }

    @Override
    public long bytesRead() {
        return read.get();
    }

    @Override
    public void close() {}
}
