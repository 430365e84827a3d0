package io.netfscache.containers;

import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.History;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the clients did in a part of a history.
 *
 * @param checked reads that gave bytes
 * @param fromFolios of these, those from the client's own memory
 * @param fromCache of these, those that nodes answered
 * @param acknowledged invalidations that were
 * @param unknown invalidations whose outcome is not known
 * @param longestSeconds of the calls that ended in it
 */
record EpisodeFigures(
        long checked, long fromFolios, long fromCache, long acknowledged, long unknown, double longestSeconds) {
    /** Of the calls that ended between these times. */
    static EpisodeFigures of(History history, long from, long to) {
        Map<String, Event.Invoked> open = new HashMap<>();
        long checked = 0;
        long fromFolios = 0;
        long fromCache = 0;
        long acknowledged = 0;
        long unknown = 0;
        double longest = 0;
        for (Event event : history.events()) {
            if (event instanceof Event.Invoked invoked) {
                open.put(invoked.client() + invoked.operation(), invoked);
            } else if (event instanceof Event.Ended ended) {
                Event.Invoked invoked = open.remove(ended.client() + ended.operation());
                if (invoked == null || ended.at() < from || ended.at() > to) {
                    continue;
                }
                longest = Math.max(longest, (ended.at() - invoked.at()) / 1e9);
                if (ended.answer() instanceof Answer.Bytes bytes) {
                    checked++;
                    fromFolios += bytes.source() == Answer.Source.FOLIOS ? 1 : 0;
                    fromCache += bytes.source() == Answer.Source.CACHE ? 1 : 0;
                } else if (invoked.call() instanceof Call.Invalidate) {
                    acknowledged += ended.answer() instanceof Answer.Ok ? 1 : 0;
                    unknown += ended.answer() instanceof Answer.Unknown ? 1 : 0;
                }
            }
        }
        return new EpisodeFigures(checked, fromFolios, fromCache, acknowledged, unknown, longest);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d reads checked, %d from the cache, %d from folios; %d invalidations acknowledged, %d unknown; longest"
                        + " call %.1f s",
                checked,
                fromCache,
                fromFolios,
                acknowledged,
                unknown,
                longestSeconds);
    }
}
