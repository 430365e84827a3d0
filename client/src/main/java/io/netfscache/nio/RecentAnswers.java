package io.netfscache.nio;

import io.netfscache.origin.OriginLook;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the origin has said within the last second, by path; a bounded number, the least recently used go first. An answer
 * that was asked for before a change of this client, and comes after it, is not kept.
 */
final class RecentAnswers {
    private record Answer(OriginLook look, long at) {}

    private final LongSupplier clock;
    private final Map<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long changes;

    RecentAnswers(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized @Nullable OriginLook find(String path) {
        Answer answer = answers.get(path);
        if (answer == null) {
            return null;
        }
        if (clock.getAsLong() - answer.at() < NioLimits.ANSWER_COUNTS.toNanos()) {
            return answer.look();
        }
        answers.remove(path);
        return null;
    }

    /** When a question is asked: its answer is as old as that. */
    synchronized Asked asking() {
        return new Asked(clock.getAsLong(), changes);
    }

    record Asked(long at, long changes) {}

    synchronized void keep(String path, OriginLook look, Asked asked) {
        if (asked.changes() != changes) {
            return;
        }
        Answer known = answers.get(path);
        if (known != null && known.at() - asked.at() > 0) {
            return;
        }
        answers.put(path, new Answer(look, asked.at()));
        if (answers.size() > NioLimits.MAX_ANSWERS) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    /** This client changes what is at the path, or has changed it. */
    synchronized void forget(String path) {
        changes++;
        answers.remove(path);
    }

    /** What is at the path and below, and all else: a folder has been given another name. */
    synchronized void forgetAll() {
        changes++;
        answers.clear();
    }

    synchronized int size() {
        return answers.size();
    }
}
