package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory, without folders, written in place as a filesystem does or replaced as a whole as a PUT does. Its coherency
 * data are a version number, so every change shows and a file can be stored at once. Fails on request. Safe for many threads.
 */
public final class MemoryOrigin implements WritableOrigin {
    /** What happens before bytes are written or committed; may throw what the origin is to fail with. */
    public interface Event {
        void happen(String path) throws IOException;
    }

    /** Immutable; no two have the same number. */
    private static final class Version {
        private final byte[] bytes;
        private final long number;

        Version(byte[] bytes, long number) {
            this.bytes = bytes;
            this.number = number;
        }

        byte[] bytes() {
            return bytes;
        }

        boolean is(@Nullable Version other) {
            return other != null && other.number == number;
        }

        OriginAttributes attributes() {
            return new OriginAttributes(
                    bytes.length,
                    Bytes.of(ByteBuffer.allocate(8).putLong(number).array()));
        }
    }

    public static final Event NOTHING = path -> {};

    /** Bytes of one write of a writer at most; fewer make short writes. */
    public volatile int longestWrite = Integer.MAX_VALUE;
    /** Zeroes that it takes between the end of a file and what is written beyond it. */
    public volatile long maxHoleBytes = Long.MAX_VALUE;
    /** Before each write of a writer, in its thread, without a lock. */
    public volatile Event beforeWrite = NOTHING;
    /** Between each commit and the look at what it has made, which is then not certain to be that. */
    public volatile @Nullable Event afterCommit;
    /** Before each commit, in its thread, without a lock. */
    public volatile Event beforeCommit = NOTHING;
    /** Before each read and look at coherency data, in its thread, without a lock. */
    public volatile Event beforeRead = NOTHING;

    /** Calls so far. */
    public final AtomicInteger opensForWriting = new AtomicInteger();

    public final AtomicInteger commits = new AtomicInteger();
    public final AtomicInteger durableCommits = new AtomicInteger();
    public final AtomicInteger openWriters = new AtomicInteger();
    public final AtomicLong bytesWritten = new AtomicLong();

    private final String volumeKey;
    private final boolean inPlace;
    private final NavigableMap<String, Version> files = new TreeMap<>();
    private final AtomicLong bytesRead = new AtomicLong();
    private long versions;

    /** @param inPlace whether ranges are written where they belong, or whole files replaced */
    public MemoryOrigin(String volumeKey, boolean inPlace) {
        this.volumeKey = volumeKey;
        this.inPlace = inPlace;
    }

    /** An event that fails the {@code n}-th time, counted from 1, and from then on as long as it is there. */
    public static Event failingFrom(int n, String message) {
        AtomicInteger calls = new AtomicInteger();
        return path -> {
            if (calls.incrementAndGet() >= n) {
                throw new IOException(path + ": " + message);
            }
        };
    }

    /** As if somebody had written the file past all caches. */
    public synchronized OriginAttributes put(String path, byte[] bytes) {
        Version next = new Version(bytes.clone(), ++versions);
        files.put(path, next);
        return next.attributes();
    }

    /** What is there now. */
    public synchronized byte[] bytes(String path) throws NoSuchFileException {
        return find(path).bytes().clone();
    }

    private synchronized Version find(String path) throws NoSuchFileException {
        Version found = files.get(path);
        if (found == null) {
            throw new NoSuchFileException(path);
        }
        return found;
    }

    private Version expect(String path, OriginAttributes expected) throws IOException {
        Version found = find(path);
        if (!found.attributes().equals(expected)) {
            throw new OriginChangedException(path + " is not the file that it was");
        }
        return found;
    }

    @Override
    public String volumeKey() {
        return volumeKey;
    }

    @Override
    public byte[] objectKey(String path) {
        return Origins.objectKey(path);
    }

    @Override
    public OriginAttributes stat(String path) throws IOException {
        beforeRead.happen(path);
        return find(path).attributes();
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) throws IOException {
        return new OpenVersion(path, expect(path, expected));
    }

    /** Reads one version, as a file that was opened does. */
    private final class OpenVersion implements OriginFile {
        private final String path;
        private final Version version;

        OpenVersion(String path, Version version) {
            this.path = path;
            this.version = version;
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            beforeRead.happen(path);
            int n = (int) Math.max(0, Math.min(into.remaining(), version.bytes().length - position));
            if (n > 0) {
                into.put(version.bytes(), (int) position, n);
            }
            bytesRead.addAndGet(n);
            return n;
        }

        @Override
        public Certification certify() throws IOException {
            beforeRead.happen(path);
            synchronized (MemoryOrigin.this) {
                return version.is(files.get(path)) ? Certification.CERTIFIED : Certification.CHANGED;
            }
        }

        @Override
        public void close() {}
    }

    @Override
    public long maxHoleBytes() {
        return maxHoleBytes;
    }

    @Override
    public OriginWriter openForWriting(String path, OriginAttributes expected, long newSize) throws IOException {
        opensForWriting.incrementAndGet();
        Version found = expect(path, expected);
        openWriters.incrementAndGet();
        return inPlace ? new InPlace(path, newSize) : new Whole(path, found, newSize);
    }

    /** What both kinds of writers have in common. */
    private abstract class Writer implements OriginWriter {
        final String path;
        final int newSize;
        private boolean closed;
        private boolean certain = true;

        @Override
        public boolean isCertain() {
            return certain;
        }

        Writer(String path, long newSize) {
            this.path = path;
            this.newSize = Math.toIntExact(newSize);
        }

        abstract void put(int position, byte[] bytes) throws IOException;

        abstract OriginAttributes end() throws IOException;

        @Override
        public int write(long position, ByteBuffer from) throws IOException {
            beforeWrite.happen(path);
            byte[] bytes = new byte[Math.min(from.remaining(), longestWrite)];
            from.get(bytes);
            put(Math.toIntExact(position), bytes);
            bytesWritten.addAndGet(bytes.length);
            return bytes.length;
        }

        @Override
        public OriginAttributes commit(boolean durable) throws IOException {
            beforeCommit.happen(path);
            OriginAttributes made = end();
            Event after = afterCommit;
            if (after != null) {
                after.happen(path);
                made = find(path).attributes();
                certain = false;
            }
            commits.incrementAndGet();
            if (durable) {
                durableCommits.incrementAndGet();
            }
            return made;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openWriters.decrementAndGet();
            }
        }
    }

    /** Each write is a new version at once, also when no commit follows; nobody sees who else writes. */
    private final class InPlace extends Writer {
        InPlace(String path, long newSize) {
            super(path, newSize);
        }

        @Override
        public boolean inPlace() {
            return true;
        }

        @Override
        void put(int position, byte[] bytes) throws IOException {
            synchronized (MemoryOrigin.this) {
                byte[] old = find(path).bytes();
                byte[] next = Arrays.copyOf(old, Math.max(old.length, position + bytes.length));
                System.arraycopy(bytes, 0, next, position, bytes.length);
                MemoryOrigin.this.put(path, next);
            }
        }

        @Override
        OriginAttributes end() throws IOException {
            synchronized (MemoryOrigin.this) {
                byte[] now = find(path).bytes();
                return now.length == newSize
                        ? find(path).attributes()
                        : MemoryOrigin.this.put(path, Arrays.copyOf(now, newSize));
            }
        }
    }

    /** All or nothing, and only if the file is still the expected one. */
    private final class Whole extends Writer {
        private final Version expected;
        private final byte[] bytes;
        private int written;

        Whole(String path, Version expected, long newSize) {
            super(path, newSize);
            this.expected = expected;
            this.bytes = new byte[this.newSize];
        }

        @Override
        public boolean inPlace() {
            return false;
        }

        @Override
        void put(int position, byte[] more) throws IOException {
            if (position != written) {
                throw new IOException(path + " was written at " + position + " after " + written);
            }
            System.arraycopy(more, 0, bytes, position, more.length);
            written += more.length;
        }

        @Override
        OriginAttributes end() throws IOException {
            if (written != bytes.length) {
                throw new IOException(path + " got " + written + " of " + bytes.length + " bytes");
            }
            synchronized (MemoryOrigin.this) {
                if (!expected.is(files.get(path))) {
                    throw new OriginChangedException(path + " has been changed by somebody else");
                }
                return MemoryOrigin.this.put(path, bytes);
            }
        }
    }

    @Override
    public synchronized OriginAttributes create(String path) throws IOException {
        if (files.containsKey(path)) {
            throw new FileAlreadyExistsException(path);
        }
        return put(path, new byte[0]);
    }

    @Override
    public void createFolder(String path) {
        throw new UnsupportedOperationException("no folders");
    }

    @Override
    public synchronized void delete(String path) throws IOException {
        find(path);
        files.remove(path);
    }

    @Override
    public synchronized void move(String from, String to, boolean replace) throws IOException {
        Version moved = find(from);
        if (!replace && files.containsKey(to)) {
            throw new FileAlreadyExistsException(to);
        }
        files.remove(from);
        put(to, moved.bytes());
    }

    @Override
    public synchronized List<OriginEntry> list(String path) {
        List<OriginEntry> entries = new ArrayList<>();
        files.forEach((name, version) -> {
            if (name.startsWith(path)) {
                entries.add(new OriginEntry(name, OriginEntry.Kind.FILE, version.bytes().length, null, null));
            }
        });
        return entries;
    }

    @Override
    public synchronized List<String> walk(String path) {
        return files.keySet().stream().filter(name -> name.startsWith(path)).toList();
    }

    @Override
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void close() {}
}
