package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of the versions of one file, at one point of the history. */
final class FileVersions {
    private final NavigableMap<Integer, Written> writes = new TreeMap<>();
    private @Nullable String writer;
    private Promise promise = Promise.NONE;
    private @Nullable Long acknowledgedAt;

    /**
     * What readers are promised.
     *
     * @param version no read that is invoked from now on may give an older one
     * @param at when that was acknowledged
     */
    record Promise(int version, long at) {
        static final Promise NONE = new Promise(0, 0);
    }

    /** How a write stands. */
    enum State {
        /** Not ended: may be seen, need not be, and may turn out to have failed. */
        OPEN,
        /** May be seen for ever, need not be. */
        UNKNOWN,
        DONE,
        /** Certainly not done. */
        FAILED,
        /** Not even asked for. */
        NEVER
    }

    private static final class Written {
        private State state = State.OPEN;
        private long endedAt;
        /** Wrong when the write turns out to have failed. */
        private final List<SeenRead> readers = new ArrayList<>();
    }

    void writeInvoked(Event.Invoked invoked, Call.Write write) {
        if (writer == null) {
            writer = invoked.client();
        } else if (!writer.equals(invoked.client())) {
            throw new MalformedHistoryException(invoked, "a file has one writer, and this one's is " + writer);
        }
        int last = writes.isEmpty() ? 0 : writes.lastKey();
        if (write.version() <= last) {
            throw new MalformedHistoryException(
                    invoked, "versions count up, and version " + last + " has been written or tried");
        }
        writes.put(write.version(), new Written());
    }

    void invalidateInvoked(Event.Invoked invoked, Call.Invalidate invalidate) {
        if (invalidate.version() < 0 || state(invalidate.version()) == State.NEVER) {
            throw new MalformedHistoryException(invoked, "that version has not been written yet");
        }
    }

    /** Returns the reads that have seen what was certainly not done. */
    List<SeenRead> writeEnded(int version, Event.Ended ended) {
        Written written = written(version);
        if (ended.answer() instanceof Answer.Failed) {
            written.state = State.FAILED;
        } else if (ended.answer() instanceof Answer.Ok) {
            written.state = State.DONE;
            written.endedAt = ended.at();
        } else {
            written.state = State.UNKNOWN;
        }
        List<SeenRead> wrong = written.state == State.FAILED ? List.copyOf(written.readers) : List.of();
        written.readers.clear();
        return wrong;
    }

    State state(int version) {
        Written written = writes.get(version);
        return version == 0 ? State.DONE : written == null ? State.NEVER : written.state;
    }

    /** Keeps a read that is wrong if the write of that version, which has not ended, fails. */
    void seenEarly(int version, SeenRead read) {
        written(version).readers.add(read);
    }

    /**
     * An invalidation is acknowledged. It promises the newest version up to its own that had certainly been written when
     * it was invoked: that a write which may never be done is followed by an invalidation does not make it done.
     */
    void acknowledged(Call.Invalidate invalidate, long invokedAt, long acknowledgedAt) {
        this.acknowledgedAt = acknowledgedAt;
        for (Map.Entry<Integer, Written> entry :
                writes.headMap(invalidate.version(), true).descendingMap().entrySet()) {
            if (entry.getKey() <= promise.version()) {
                return;
            }
            Written written = entry.getValue();
            if (written.state == State.DONE && written.endedAt <= invokedAt) {
                promise = new Promise(entry.getKey(), acknowledgedAt);
                return;
            }
        }
    }

    Promise promise() {
        return promise;
    }

    /** Whether an invalidation of the file was acknowledged at most 1 s before that time. */
    boolean acknowledgedSoonBefore(long time) {
        return acknowledgedAt != null && time - acknowledgedAt <= HistoryLimits.SOON.toNanos();
    }

    private Written written(int version) {
        Written written = writes.get(version);
        if (written == null) {
            throw new IllegalStateException("version " + version + " has not been written");
        }
        return written;
    }
}
