package io.netfscache.cli;

import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.OriginFile;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A tree of files that are all of the same contents as their paths, repeated. */
final class MemoryOrigin implements Origin {
    static final Instant CHANGED = Instant.parse("2026-11-20T10:30:00.25Z");

    private final Map<String, Long> files = new TreeMap<>();
    private final Map<String, List<OriginEntry>> folders = new HashMap<>();
    private final AtomicLong bytesRead = new AtomicLong();

    /** Paths that are listed and cannot be opened or looked into. */
    final Set<String> unreadable = new HashSet<>();
    /** Paths that are listed and not there any more. */
    final Set<String> vanished = new HashSet<>();
    /** Paths that may not be cached. */
    final Map<String, Reason> uncacheable = new HashMap<>();

    MemoryOrigin() {
        folders.put("/", new ArrayList<>());
    }

    MemoryOrigin file(String path, long size) {
        files.put(path, size);
        return entry(new OriginEntry(path, Kind.FILE, size, CHANGED, null));
    }

    MemoryOrigin folder(String path) {
        folders.put(path, new ArrayList<>());
        return entry(new OriginEntry(path, Kind.FOLDER, -1, CHANGED, null));
    }

    MemoryOrigin entry(OriginEntry entry) {
        int slash = entry.path().lastIndexOf('/');
        folders.get(slash == 0 ? "/" : entry.path().substring(0, slash)).add(entry);
        return this;
    }

    @Override
    public String volumeKey() {
        return "memory";
    }

    /** Each asks for itself, as with a user and password of its own. */
    @Override
    public boolean hasCredentialsOf(Origin other) {
        return other == this;
    }

    /** Links are called what they lead to. */
    @Override
    public String canonical(String path) throws IOException {
        if (vanished.contains(path)) {
            throw new NoSuchFileException(path);
        }
        return path.replaceFirst("^/link", "/dir");
    }

    @Override
    public byte[] objectKey(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private void check(String path) throws IOException {
        if (unreadable.contains(path)) {
            throw new AccessDeniedException(path);
        }
        if (vanished.contains(path) || !files.containsKey(path)) {
            throw new NoSuchFileException(path);
        }
    }

    @Override
    public OriginAttributes stat(String path) throws IOException {
        check(path);
        return uncacheable.containsKey(path)
                ? OriginAttributes.uncacheable(files.get(path), uncacheable.get(path))
                : new OriginAttributes(files.get(path), Bytes.utf8("v1"));
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) throws IOException {
        check(path);
        long size = files.get(path);
        return new OriginFile() {
            @Override
            public int read(long position, ByteBuffer into) {
                int count = (int) Math.min(into.remaining(), Math.max(0, size - position));
                for (int i = 0; i < count; i++) {
                    into.put((byte) path.charAt((int) ((position + i) % path.length())));
                }
                bytesRead.addAndGet(count);
                return count;
            }

            @Override
            public Certification certify() {
                return Certification.CERTIFIED;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<OriginEntry> list(String path) throws IOException {
        if (folders.containsKey(path)) {
            if (unreadable.contains(path)) {
                throw new AccessDeniedException(path);
            }
            return List.copyOf(folders.get(path));
        }
        if (!files.containsKey(path)) {
            throw new NoSuchFileException(path);
        }
        return List.of(new OriginEntry(path, Kind.FILE, files.get(path), CHANGED, null));
    }

    @Override
    public List<String> walk(String path) {
        throw new UnsupportedOperationException("a list of all files may not fit into memory");
    }

    @Override
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void close() {}
}
