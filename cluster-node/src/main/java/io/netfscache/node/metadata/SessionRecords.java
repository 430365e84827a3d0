package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.SessionId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which objects each session is modifying, wherever in the cluster its record is (COHERENCE 7). No call blocks; stages
 * complete like those of {@link Records}.
 */
public interface SessionRecords {
    /** No session has a record: for a cluster without modifiers. */
    SessionRecords NONE = new SessionRecords() {
        @Override
        public CompletionStage<Verdict> list(SessionId session, CookieId cookie, long sequence) {
            return CompletableFuture.completedFuture(Verdict.DONE);
        }

        @Override
        public CompletionStage<Verdict> strike(SessionId session, CookieId cookie, long sequence) {
            return CompletableFuture.completedFuture(Verdict.DONE);
        }

        @Override
        public CompletionStage<Set<SessionId>> heard(Set<SessionId> sessions) {
            return CompletableFuture.completedFuture(sessions);
        }

        @Override
        public CompletionStage<Set<SessionId>> unknown(Set<SessionId> sessions) {
            return CompletableFuture.completedFuture(Set.of());
        }

        @Override
        public CompletionStage<CookieResult> reap(ReapRequest request) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException("no session has a record"));
        }
    };

    /** The session is about to modify the object. */
    CompletionStage<Verdict> list(SessionId session, CookieId cookie, long sequence);

    /** The session's mark on the object, if its sequence is not higher, has gone. */
    CompletionStage<Verdict> strike(SessionId session, CookieId cookie, long sequence);

    /** Tells the owners that these sessions are alive; those that have no record. */
    CompletionStage<Set<SessionId>> heard(Set<SessionId> sessions);

    /** Those of the sessions that have no record. */
    CompletionStage<Set<SessionId>> unknown(Set<SessionId> sessions);

    /** Takes the session's mark away and gives the object another generation. */
    CompletionStage<CookieResult> reap(ReapRequest request);
}
