package io.netfscache.node.session;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.SessionRecord;
import io.netfscache.node.metadata.SessionRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions that have been silent for too long, so that it is done within 30 s of the last heart-beat: each object that such a session was modifying gets a new generation and a
 * fence, then the session's record goes (COHERENCE 7.2). What fails is done again at the next sweep. Safe for use by many
 * threads; never blocks.
 */
public final class SessionReaper {
    /** How a session loses its mark on an object; completes when all nodes have taken the fence. */
    public interface Reaping {
        CompletionStage<?> reap(SessionId session, CookieId cookie, long sequence);
    }

    private static final Logger log = LoggerFactory.getLogger(SessionReaper.class);

    private final LocalRecords local;
    private final SessionRecords records;
    private final SessionWatch watch;
    private final Reaping reaping;
    private final Timer timer;
    private final Rules rules;
    private final Set<SessionId> underWay = ConcurrentHashMap.newKeySet();

    public SessionReaper(
            LocalRecords local, SessionRecords records, SessionWatch watch, Reaping reaping, Timer timer, Rules rules) {
        this.local = local;
        this.records = records;
        this.watch = watch;
        this.reaping = reaping;
        this.timer = timer;
        this.rules = rules;
    }

    /** Begins to look for silent sessions; the next look waits for the end of the last. */
    public void start() {
        Upkeep.repeat(
                timer,
                NodeLimits.SESSION_SWEEP::toNanos,
                () -> local.sessions().thenAccept(this::sweep),
                error -> log.atInfo().log("no look at the sessions whose records are here: {}", error.getMessage()));
    }

    void sweep(Map<SessionId, SessionRecord> owned) {
        for (SessionId session : watch.silent(owned.keySet())) {
            SessionRecord record = owned.get(session);
            if (record != null && underWay.size() < NodeLimits.REAPED_SESSIONS && underWay.add(session)) {
                reap(session, record);
            }
        }
    }

    private void reap(SessionId session, SessionRecord record) {
        log.atInfo().log(
                "session {} ended without a word while modifying {} objects: they get a new generation",
                session,
                record.objects().size());
        CompletionStage<?> all = CompletableFuture.completedFuture(null);
        for (Map.Entry<CookieId, Long> mark : record.objects().entrySet()) {
            all = all.thenCompose(done -> reap(session, mark.getKey(), mark.getValue()));
        }
        all.whenComplete((done, error) -> {
            underWay.remove(session);
            if (error != null) {
                log.atInfo().log("session {} is not reaped yet: {}", session, error.getMessage());
            }
        });
    }

    private CompletionStage<?> reap(SessionId session, CookieId cookie, long sequence) {
        CompletionStage<?> reaped = rules.broken(Sabotage.WRITER_NOT_REAPED)
                ? CompletableFuture.completedFuture(null)
                : reaping.reap(session, cookie, sequence);
        return reaped.thenCompose(done -> records.strike(session, cookie, sequence));
    }
}
