package io.netfscache.cli.chaos.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calls of one client, and what it has read so far. Refuses ends without a call, and ends that do not fit it. */
final class ClientCalls {
    private final Map<Long, Open> open = new HashMap<>();
    private final Set<Long> operations = new HashSet<>();
    /** The newest version of each file that its reads have given. */
    private final Map<String, Integer> seen = new HashMap<>();

    /**
     * A call that has not ended, with what held when it was invoked.
     *
     * @param seen the newest version of its file that this client had read
     * @param soon whether an invalidation of its file had just been acknowledged
     */
    record Open(Event.Invoked invoked, FileVersions.Promise promise, int seen, boolean soon) {
        SeenRead read(Call.Read call, Event.Ended ended, Answer.Bytes bytes) {
            return new SeenRead(
                    invoked.client(), call, invoked.at(), ended.at(), bytes.versions(), bytes.source(), promise, seen);
        }
    }

    void invoked(Event.Invoked invoked, FileVersions file) {
        Call call = invoked.call();
        if (call instanceof Call.Read read && (read.firstBlock() < 0 || read.blocks() < 1)) {
            throw new MalformedHistoryException(invoked, "there are no such blocks");
        }
        if (!operations.add(invoked.operation())) {
            throw new MalformedHistoryException(invoked, "a second call of that number");
        }
        open.put(
                invoked.operation(),
                new Open(
                        invoked,
                        file.promise(),
                        seen.getOrDefault(call.file(), 0),
                        file.acknowledgedSoonBefore(invoked.at())));
    }

    /** The call that this is the end of. */
    Open ended(Event.Ended ended) {
        Open call = open.remove(ended.operation());
        if (call == null) {
            throw new MalformedHistoryException(
                    ended,
                    operations.contains(ended.operation())
                            ? "a second end of that call"
                            : "the end of a call that had not been made");
        }
        requireFits(call.invoked().call(), ended);
        return call;
    }

    /** A read has given that version; later ones must not give older ones. */
    void saw(String file, int version) {
        seen.merge(file, version, Math::max);
    }

    /** Those that have not ended. */
    List<Event.Invoked> open() {
        return open.values().stream().map(Open::invoked).toList();
    }

    private static void requireFits(Call call, Event.Ended ended) {
        Answer answer = ended.answer();
        boolean both = answer instanceof Answer.Failed || answer instanceof Answer.Unknown;
        boolean ofRead = answer instanceof Answer.Bytes || answer instanceof Answer.Miss;
        if (!both && ofRead != call instanceof Call.Read) {
            throw new MalformedHistoryException(ended, "not an answer to " + call);
        }
        if (answer instanceof Answer.Bytes bytes && call instanceof Call.Read read) {
            if (bytes.versions().size() != read.blocks()) {
                throw new MalformedHistoryException(
                        ended, "%d blocks for %s".formatted(bytes.versions().size(), read));
            }
            if (bytes.versions().stream().anyMatch(version -> version < Answer.FOREIGN)) {
                throw new MalformedHistoryException(ended, "there is no such version");
            }
        }
    }
}
