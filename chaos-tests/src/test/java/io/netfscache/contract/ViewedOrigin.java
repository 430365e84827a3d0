package io.netfscache.contract;

import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginFile;
import io.netfscache.protocol.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client's way to a server of one file. Its attribute cache may be old: then the first question of each open is answered
 * with the version before, and only the next one reaches the server.
 */
final class ViewedOrigin implements Origin {
    /** The server. */
    static final class Server {
        private final int size;
        private int version = 1;

        Server(int size) {
            this.size = size;
        }

        synchronized void change() {
            version++;
        }

        synchronized int version() {
            return version;
        }

        byte[] contents(int ofVersion) {
            return RangeIo.bytes(ofVersion, size);
        }

        private OriginAttributes attributes(int ofVersion) {
            return new OriginAttributes(size, Bytes.of(new byte[] {(byte) ofVersion}));
        }
    }

    private final Server server;
    private final String volumeKey;
    private final AtomicLong read = new AtomicLong();
    private boolean attributesAreOld;
    private boolean asked;

    ViewedOrigin(Server server, String volumeKey) {
        this.server = server;
        this.volumeKey = volumeKey;
    }

    /** From now on the first answer to every second question is of the version before. */
    synchronized void letAttributesBeOld() {
        attributesAreOld = true;
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
    public synchronized OriginAttributes stat(String path) {
        asked = !asked;
        int current = server.version();
        return server.attributes(attributesAreOld && asked ? current - 1 : current);
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) {
        return new OriginFile() {
            @Override
            public int read(long position, ByteBuffer into) throws OriginChangedException {
                int version = server.version();
                if (!server.attributes(version).equals(expected)) {
                    throw new OriginChangedException(path + " is of version " + version);
                }
                byte[] contents = server.contents(version);
                int n = (int) Math.max(0, Math.min(into.remaining(), contents.length - position));
                into.put(contents, (int) position, n);
                read.addAndGet(n);
                return n;
            }

            @Override
            public Certification certify() {
                return server.attributes(server.version()).equals(expected)
                        ? Certification.CERTIFIED
                        : Certification.CHANGED;
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
