package io.netfscache.node;

import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** An origin of files of zeroes that says of each what the test wants. */
final class FakeOrigin implements Origin {
    private final String volumeKey;
    private final Map<String, OriginAttributes> files = new ConcurrentHashMap<>();
    private final AtomicLong read = new AtomicLong();
    /** What the next certifications say; after these: certified. */
    final Deque<OriginFile.Certification> certifications = new ArrayDeque<>();

    FakeOrigin(String volumeKey) {
        this.volumeKey = volumeKey;
    }

    void put(String path, OriginAttributes attributes) {
        files.put(path, attributes);
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
    public OriginAttributes stat(String path) {
        return files.get(path);
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) {
        return new OriginFile() {
            @Override
            public int read(long position, ByteBuffer into) {
                int n = (int) Math.min(into.remaining(), Math.max(0, 4096 - position));
                into.put(new byte[n]);
                read.addAndGet(n);
                return n;
            }

            @Override
            public Certification certify() {
                synchronized (certifications) {
                    Certification next = certifications.poll();
                    return next == null ? Certification.CERTIFIED : next;
                }
            }

            @Override
            public void close() {}
        };
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
