package io.netfscache.cli.chaos.history;

import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A read that gave bytes, with what held when it was invoked.
 *
 * @param promise what had been acknowledged for the file
 * @param seen the newest version of the file that reads of this client had given which ended before
 */
record SeenRead(
        String client,
        Call.Read call,
        long began,
        long ended,
        List<Integer> versions,
        Answer.Source source,
        FileVersions.Promise promise,
        int seen) {

    /** @param start the time from which the sentence counts */
    Problem problem(Problem.Kind kind, long start, String what) {
        String sentence = String.format(
                Locale.ROOT,
                "%s: %s read %s of %s from %s, %s to %s: %s",
                EventFormat.lowerCase(kind).replace('_', ' '),
                client,
                call.blocks() == 1
                        ? "block " + call.firstBlock()
                        : "blocks %d-%d".formatted(call.firstBlock(), call.firstBlock() + call.blocks() - 1),
                call.file(),
                EventFormat.lowerCase(source),
                seconds(began, start),
                seconds(ended, start),
                what);
        return new Problem(kind, client, call.file(), began, ended, sentence);
    }

    static String seconds(long time, long start) {
        return String.format(Locale.ROOT, "%.6f s", (time - start) / 1e9);
    }

    /** Those of the blocks that have one. */
    NavigableSet<Integer> singleVersions() {
        NavigableSet<Integer> single = new TreeSet<>(versions);
        single.remove(Answer.FOREIGN);
        single.remove(Answer.TORN);
        return single;
    }

    /** The block at that place of the read, as one counts in the file. */
    int block(int place) {
        return call.firstBlock() + place;
    }
}
