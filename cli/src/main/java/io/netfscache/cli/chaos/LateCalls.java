package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Call;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the calls of a history that took longer than their deadline and what a busy machine adds. */
final class LateCalls {
    private LateCalls() {}

    /** In words; a call without an end has lasted until {@code end}, the end of the run on the clock of the history. */
    static List<String> of(History history, long end) {
        List<String> late = new ArrayList<>();
        Map<String, Event.Invoked> open = new TreeMap<>();
        for (Event event : history.events()) {
            if (event instanceof Event.Invoked invoked) {
                open.put(invoked.client() + "#" + invoked.operation(), invoked);
            } else if (event instanceof Event.Ended ended) {
                Event.Invoked invoked = open.remove(ended.client() + "#" + ended.operation());
                if (invoked != null) {
                    addIfLate(late, invoked, ended.at(), " took ");
                }
            }
        }
        for (Event.Invoked invoked : open.values()) {
            addIfLate(late, invoked, end, " has not ended after ");
        }
        return late;
    }

    private static void addIfLate(List<String> late, Event.Invoked call, long until, String verb) {
        Duration took = Duration.ofNanos(until - call.at());
        Duration deadline = deadline(call.call());
        if (took.compareTo(deadline.plus(ChaosLimits.SCHEDULER_SLACK)) > 0) {
            late.add("beyond its deadline: " + call.call() + " of " + call.client() + verb + took.toMillis()
                    + " ms; its deadline is " + deadline.toMillis() + " ms");
        }
    }

    private static Duration deadline(Call call) {
        if (call instanceof Call.Read) {
            return ChaosLimits.READ_DEADLINE;
        }
        return call instanceof Call.Write ? ChaosLimits.WRITE_DEADLINE : ChaosLimits.INVALIDATE_DEADLINE;
    }
}
