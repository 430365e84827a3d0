package io.netfscache.origin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Responses that carry whole files, of servers that send no ranges, shared by all who read the file. Readers that are ahead
 * of a stream wait for those before them, so that one that reads ahead with several threads costs the server the file once.
 * Has no threads.
 */
final class HttpStreams {
    /** @param reader who alone may have the stream; null: whoever reads this version */
    record Key(
            HttpUrl url, OriginAttributes version, @Nullable Object reader) {}

    /** A stream and where it is. Whoever has taken it has it alone. */
    static final class Stream {
        private final HttpContent content;
        private final boolean endUnknown;
        private final boolean racy;
        private long position;
        private long end;
        private boolean taken = true;
        /** When it was last taken, given back or seen to move. */
        private long since;
        /** When it was last taken. */
        private long takenAt;

        /**
         * @param endUnknown whether the response did not tell its length
         * @param racy whether its validators may hide a change
         */
        Stream(HttpContent content, boolean endUnknown, boolean racy) {
            this.content = content;
            this.endUnknown = endUnknown;
            this.racy = racy;
        }

        HttpContent content() {
            return content;
        }

        boolean endUnknown() {
            return endUnknown;
        }

        boolean racy() {
            return racy;
        }

        long position() {
            return position;
        }

        /** Where it is, or where its reader leaves it. */
        private long nextPosition() {
            return taken ? end : position;
        }
    }

    private static final class Shared {
        private final List<Stream> streams = new ArrayList<>();
        private int users;
    }

    private final Duration timeout;
    private final LongSupplier clock;
    private final Map<Key, Shared> files = new HashMap<>();
    /** Not taken and where they belong; the one that waits longest first. Each has a connection to itself. */
    private final Map<Stream, Shared> waiting = new LinkedHashMap<>();

    /** @param timeout longest wait for one who reads before and does not get on */
    HttpStreams(Duration timeout, LongSupplier clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Somebody reads this file as a stream, until {@link #leave}. */
    synchronized void join(Key key) {
        files.computeIfAbsent(key, any -> new Shared()).users++;
    }

    /** The last closes what is left. */
    void leave(Key key) {
        List<Stream> left = new ArrayList<>();
        synchronized (this) {
            Shared file = files.get(key);
            if (file != null && --file.users == 0) {
                files.remove(key);
                file.streams.stream().filter(stream -> !stream.taken).forEach(left::add);
                left.forEach(waiting::remove);
            }
        }
        // Closing may read a little: not under the lock.
        left.forEach(stream -> stream.content.close());
    }

    /** Whether somebody reads this file as a stream. */
    synchronized boolean contains(Key key) {
        return files.containsKey(key);
    }

    /**
     * The stream that is nearest before {@code at}, to be read up to {@code end}; null when a new one is needed. Somebody
     * may still be about to read what lies between: a stream that is not there yet is waited for while it moves.
     *
     * @throws SocketTimeoutException when the one who has it gets no byte for the time-out
     */
    synchronized @Nullable Stream take(Key key, long at, long end) throws IOException {
        while (true) {
            Stream nearest = nearest(key, at);
            if (nearest == null) {
                return null;
            }
            Duration patience = nearest.taken ? timeout : HttpLimits.GAP_WAIT;
            long left = nearest.since + patience.toNanos() - clock.getAsLong();
            if (!nearest.taken && (nearest.position == at || left <= 0)) {
                nearest.taken = true;
                waiting.remove(nearest);
                begin(nearest, end);
                return nearest;
            }
            if (left <= 0) {
                // No new request: a server that slow has enough to do, and the file would come from its beginning
                // again.
                throw new SocketTimeoutException("another reader of the file got nothing for " + timeout);
            }
            try {
                wait(Math.max(1, left / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for a stream");
            }
        }
    }

    private void begin(Stream stream, long end) {
        stream.since = clock.getAsLong();
        stream.takenAt = stream.since;
        stream.end = end;
    }

    /** Bytes have been read of a stream that the caller has. */
    synchronized void advance(Stream stream, int bytes) {
        stream.position += bytes;
        if (bytes > 0) {
            stream.since = clock.getAsLong();
        }
    }

    /**
     * As {@link #advance}, of bytes that nobody wants.
     *
     * @throws HttpFailure when the reader has waited for what follows them for {@link HttpLimits#MAX_SKIP}
     */
    synchronized void skipped(Stream stream, int bytes) throws HttpFailure {
        advance(stream, bytes);
        if (clock.getAsLong() - stream.takenAt > HttpLimits.MAX_SKIP.toNanos()) {
            throw HttpFailure.lasting("the server sends no ranges, and within " + HttpLimits.MAX_SKIP
                    + " the file did not come to the bytes that are wanted, but to byte " + stream.position);
        }
    }

    private @Nullable Stream nearest(Key key, long at) {
        Shared file = files.get(key);
        return file == null
                ? null
                : file.streams.stream()
                        .filter(stream -> stream.nextPosition() <= at)
                        .max(Comparator.comparingLong(Stream::nextPosition))
                        .orElse(null);
    }

    /** Adds a new one, taken to be read from {@code at} to {@code end}; false if there is one already that leads there. */
    synchronized boolean add(Key key, Stream stream, long at, long end) {
        Shared file = files.get(key);
        if (file == null || nearest(key, at) != null) {
            return false;
        }
        begin(stream, end);
        file.streams.add(stream);
        return true;
    }

    /** It is where its reader meant to leave it. */
    void giveBack(Key key, Stream stream) {
        Stream surplus;
        synchronized (this) {
            stream.taken = false;
            stream.since = clock.getAsLong();
            surplus = keep(key, stream);
            notifyAll();
        }
        if (surplus != null) {
            surplus.content.close();
        }
    }

    /** The one that is not kept for that; null if all are. */
    private @Nullable Stream keep(Key key, Stream stream) {
        Shared file = files.get(key);
        if (file == null) {
            return stream;
        }
        waiting.put(stream, file);
        Stream surplus = null;
        if (file.streams.size() > HttpLimits.MAX_STREAMS) {
            surplus = file.streams.stream()
                    .filter(any -> !any.taken)
                    .min(Comparator.comparingLong(any -> any.position))
                    .orElse(stream);
        } else if (waiting.size() > HttpLimits.MAX_WAITING_STREAMS) {
            surplus = waiting.keySet().iterator().next();
        }
        Shared home = surplus == null ? null : waiting.remove(surplus);
        if (home != null) {
            home.streams.remove(surplus);
        }
        return surplus;
    }

    /** It has failed. */
    void discard(Key key, Stream stream) {
        synchronized (this) {
            Shared file = files.get(key);
            if (file != null) {
                file.streams.remove(stream);
            }
            notifyAll();
        }
        stream.content.close();
    }
}
