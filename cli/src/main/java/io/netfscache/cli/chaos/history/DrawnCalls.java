package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a history with their ends, thinned out evenly to what can be drawn. Forgives what the checker refuses: a
 * malformed history is drawn too.
 *
 * @param reads those drawn, and {@code readsEach}: of how many one is
 * @param changes writes and invalidations, likewise
 */
record DrawnCalls(List<Drawn> reads, int readsEach, List<Drawn> changes, int changesEach) {

    /** @param answer null when the call never ended; {@code ended} is the end of the history then */
    record Drawn(
            Event.Invoked invoked, long ended, @Nullable Answer answer) {}

    static DrawnCalls of(List<Event> events) {
        List<Drawn> reads = new ArrayList<>();
        List<Drawn> changes = new ArrayList<>();
        Map<String, Map<Long, Event.Invoked>> open = new HashMap<>();
        for (Event event : events) {
            if (event instanceof Event.Invoked invoked) {
                open.computeIfAbsent(invoked.client(), client -> new LinkedHashMap<>())
                        .put(invoked.operation(), invoked);
            } else if (event instanceof Event.Ended ended) {
                Event.Invoked invoked =
                        open.getOrDefault(ended.client(), new HashMap<>()).remove(ended.operation());
                if (invoked != null) {
                    (invoked.call() instanceof Call.Read ? reads : changes)
                            .add(new Drawn(invoked, ended.at(), ended.answer()));
                }
            }
        }
        for (Map<Long, Event.Invoked> calls : open.values()) {
            long end = events.get(events.size() - 1).at();
            calls.values()
                    .forEach(invoked ->
                            (invoked.call() instanceof Call.Read ? reads : changes).add(new Drawn(invoked, end, null)));
        }
        int readsEach = each(reads, HistoryLimits.DRAWN_READS);
        int changesEach = each(changes, HistoryLimits.DRAWN_CHANGES);
        return new DrawnCalls(thinned(reads, readsEach), readsEach, thinned(changes, changesEach), changesEach);
    }

    private static int each(List<Drawn> calls, int most) {
        return Math.max(1, (calls.size() + most - 1) / most);
    }

    private static List<Drawn> thinned(List<Drawn> calls, int each) {
        List<Drawn> kept = new ArrayList<>();
        for (int i = 0; i < calls.size(); i += each) {
            kept.add(calls.get(i));
        }
        return kept;
    }
}
