package io.netfscache.node.session;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.Modifiers;
import io.netfscache.node.metadata.SessionRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away the marks of sessions that have no record, whose end nobody else would notice (COHERENCE 7.1): a node looks
 * at the marks on the objects whose records it owns. A session is given the time of {@link Limits#SESSION_SILENCE}, in which its session node lists it again if
 * it is alive. Marks are looked at before the sessions: an object is listed before it is marked.
 */
public final class LostMarks {
    private static final Logger log = LoggerFactory.getLogger(LostMarks.class);

    private final LocalRecords local;
    private final SessionRecords records;
    private final SessionWatch unknown;
    private final SessionReaper.Reaping reaping;
    private final Timer timer;
    private final Rules rules;

    /** @param unknown counts how long sessions have been without a record; for this object only */
    public LostMarks(
            LocalRecords local,
            SessionRecords records,
            SessionWatch unknown,
            SessionReaper.Reaping reaping,
            Timer timer,
            Rules rules) {
        this.local = local;
        this.records = records;
        this.unknown = unknown;
        this.reaping = reaping;
        this.timer = timer;
        this.rules = rules;
    }

    /** Begins to look for them; the next look waits for the end of the last. */
    public void start() {
        Upkeep.repeat(
                timer,
                NodeLimits.MARKS_SWEEP::toNanos,
                () -> local.marks().thenCompose(this::sweep),
                error -> log.atInfo().log("marks of lost sessions stay for now: {}", error.getMessage()));
    }

    private CompletionStage<?> sweep(Map<CookieId, Modifiers> marked) {
        if (rules.broken(Sabotage.WRITER_NOT_REAPED)) {
            return CompletableFuture.completedFuture(null);
        }
        Set<SessionId> modifying = new HashSet<>();
        marked.values().forEach(modifiers -> modifying.addAll(modifiers.marks().keySet()));
        return records.unknown(modifying).thenCompose(lost -> reap(marked, unknown.silent(lost)));
    }

    private CompletionStage<?> reap(Map<CookieId, Modifiers> marked, Set<SessionId> lost) {
        CompletionStage<?> all = CompletableFuture.completedFuture(null);
        for (Map.Entry<CookieId, Modifiers> object : marked.entrySet()) {
            for (Map.Entry<SessionId, Long> mark : object.getValue().marks().entrySet()) {
                if (lost.contains(mark.getKey())) {
                    all = all.thenCompose(done -> reaping.reap(mark.getKey(), object.getKey(), mark.getValue()));
                }
            }
        }
        return all;
    }
}
