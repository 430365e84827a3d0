package io.netfscache.chaos;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A file whose contents are its version number over and over, and the history of what was done with it. The clock of the
 * history is the monotonic one, which all processes of a machine share, so that other processes can add what they did.
 */
final class VersionedFile {
    private static final int BYTES = 96 * 1024;

    private final CountingOrigin origin;
    private final String path;

    private final Queue<StaleReadChecker.Read> reads = new ConcurrentLinkedQueue<>();
    private final List<StaleReadChecker.Written> written = new ArrayList<>();
    private final List<StaleReadChecker.Acknowledged> acknowledged = new ArrayList<>();

    VersionedFile(CountingOrigin origin, String path) {
        this.origin = origin;
        this.path = path;
    }

    /** Writes the next version at the origin. For one thread. */
    int writeNext() {
        int version = written.size() + 1;
        ByteBuffer contents = ByteBuffer.allocate(BYTES);
        while (contents.hasRemaining()) {
            contents.putInt(version);
        }
        // Noted before: a reader may see it as soon as it is there.
        written.add(new StaleReadChecker.Written(tick(), version));
        origin.put(path, contents.array());
        return version;
    }

    /** The invalidation that followed {@code version} has been acknowledged. For the thread that writes. */
    void acknowledged(int version) {
        acknowledged.add(new StaleReadChecker.Acknowledged(tick(), version));
    }

    static long tick() {
        return System.nanoTime();
    }

    String path() {
        return path;
    }

    void read(String reader, long began, byte[] contents) {
        read(new StaleReadChecker.Read(reader, began, tick(), version(contents)));
    }

    void read(StaleReadChecker.Read read) {
        reads.add(read);
    }

    /** The version that the contents are of. */
    static int version(byte[] contents) {
        ByteBuffer numbers = ByteBuffer.wrap(contents);
        if (contents.length != BYTES) {
            return StaleReadChecker.MIXED;
        }
        int version = numbers.getInt();
        while (numbers.hasRemaining()) {
            if (numbers.getInt() != version) {
                return StaleReadChecker.MIXED;
            }
        }
        return version;
    }

    int reads() {
        return reads.size();
    }

    /** Reads of that reader that began and ended within a time. */
    long readsWithin(String reader, long from, long to) {
        return reads.stream()
                .filter(read -> read.reader().equals(reader) && read.began() >= from && read.ended() <= to)
                .count();
    }

    int acknowledgements() {
        return acknowledged.size();
    }

    /** To be asked when nobody reads or writes any more. */
    List<String> problems() {
        return new StaleReadChecker().problems(List.copyOf(reads), written, acknowledged);
    }
}
