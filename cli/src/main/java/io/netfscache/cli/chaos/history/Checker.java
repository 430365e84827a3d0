package io.netfscache.cli.chaos.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through a history once, in the order of time, and holds every read against what had been acknowledged, written
 * and read before; the rules are those of docs/chaos-history.md. Whatever happened at the same time is in no order: {@link
 * History} puts the calls of one time before the ends of that time, which forgives most.
 */
public final class Checker {
    /** Verdicts count the cached reads of so long after an acknowledgement: those that a lost invalidation would make stale. */
    public static final Duration SOON = HistoryLimits.SOON;

    private final Map<String, FileVersions> files = new HashMap<>();
    private final Map<String, ClientCalls> clients = new HashMap<>();
    private final Tally tally = new Tally();
    private final long start;

    private Checker(long start) {
        this.start = start;
    }

    /**
     * Checks a history whose run ended with its last event.
     *
     * @throws MalformedHistoryException when no run can have that history
     */
    public static Verdict check(History history) {
        return check(history, Long.MIN_VALUE);
    }

    /**
     * Checks a history.
     *
     * @param runEnd when the run ended, if that was after the last event: calls that never ended lasted until then
     * @throws MalformedHistoryException when no run can have that history
     */
    public static Verdict check(History history, long runEnd) {
        List<Event> events = history.events();
        Checker checker = new Checker(events.isEmpty() ? 0 : events.get(0).at());
        events.forEach(checker::take);
        long end = events.isEmpty()
                ? 0
                : Math.max(runEnd, events.get(events.size() - 1).at());
        long open = 0;
        for (ClientCalls client : checker.clients.values()) {
            for (Event.Invoked call : client.open()) {
                checker.tally.called(call, end);
                open++;
            }
        }
        return checker.tally.verdict(checker.start, end, open);
    }

    private void take(Event event) {
        if (event instanceof Event.Invoked invoked) {
            invoked(invoked);
        } else if (event instanceof Event.Ended ended) {
            ended(ended);
        }
    }

    private FileVersions file(Call call) {
        return files.computeIfAbsent(call.file(), name -> new FileVersions());
    }

    private ClientCalls client(String name) {
        return clients.computeIfAbsent(name, client -> new ClientCalls());
    }

    private void invoked(Event.Invoked invoked) {
        FileVersions file = file(invoked.call());
        client(invoked.client()).invoked(invoked, file);
        if (invoked.call() instanceof Call.Write write) {
            file.writeInvoked(invoked, write);
        } else if (invoked.call() instanceof Call.Invalidate invalidate) {
            file.invalidateInvoked(invoked, invalidate);
            tally.invalidateInvoked(invoked.at());
        }
    }

    private void ended(Event.Ended ended) {
        ClientCalls client = client(ended.client());
        ClientCalls.Open open = client.ended(ended);
        Event.Invoked invoked = open.invoked();
        tally.called(invoked, ended.at());
        FileVersions file = file(invoked.call());
        if (invoked.call() instanceof Call.Write write) {
            for (SeenRead read : file.writeEnded(write.version(), ended)) {
                tally.problem(ReadCheck.failedWrite(read, write.version(), start));
            }
        } else if (invoked.call() instanceof Call.Invalidate invalidate) {
            if (ended.answer() instanceof Answer.Ok) {
                file.acknowledged(invalidate, invoked.at(), ended.at());
            }
            tally.invalidateEnded(ended);
        } else if (ended.answer() instanceof Answer.Bytes bytes && invoked.call() instanceof Call.Read call) {
            check(open.read(call, ended, bytes), open.soon(), file, client);
        } else {
            tally.readWithoutBytes(ended.answer());
        }
    }

    private void check(SeenRead read, boolean soon, FileVersions file, ClientCalls client) {
        tally.read(read.source(), soon, ReadCheck.problems(read, file, start));
        // What cannot have been read must not make what follows look old.
        for (int version : read.singleVersions()) {
            FileVersions.State state = file.state(version);
            if (state != FileVersions.State.NEVER && state != FileVersions.State.FAILED) {
                client.saw(read.call().file(), version);
            }
        }
    }
}
