package io.netfscache.node.session;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.metadata.SessionRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.SessionId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owners of session records, every second, which sessions of this node are alive (COHERENCE 7.2). A session that
 * is modifying objects and whose record is lost is listed again. Safe for use by many threads; never blocks.
 */
public final class SessionReports {
    private static final Logger log = LoggerFactory.getLogger(SessionReports.class);

    private final Sessions sessions;
    private final SessionRecords records;
    private final Timer timer;

    public SessionReports(Sessions sessions, SessionRecords records, Timer timer) {
        this.sessions = sessions;
        this.records = records;
        this.timer = timer;
    }

    /** Begins to report. */
    public void start() {
        timer.after(NodeLimits.SESSION_REPORT.toNanos(), () -> {
            start();
            report();
        });
    }

    private void report() {
        Set<SessionId> news = sessions.takeNews(NodeLimits.REPORTED_SESSIONS);
        noted(records.heard(news).thenAccept(unknown -> unknown.forEach(this::list)));
    }

    private void list(SessionId session) {
        for (Map.Entry<CookieId, Long> mark : sessions.unrecorded(session).entrySet()) {
            noted(records.list(session, mark.getKey(), mark.getValue()));
        }
    }

    /** The next report makes up for one that failed. */
    private static void noted(CompletionStage<?> stage) {
        stage.whenComplete((done, error) -> {
            if (error != null) {
                log.atInfo().log("the owner of a session's record could not be told of it: {}", error.getMessage());
            }
        });
    }
}
