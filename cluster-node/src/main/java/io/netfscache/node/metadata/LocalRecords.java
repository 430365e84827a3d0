package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.SessionId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The records that this node owns now, for what their owner has to see to. No call blocks. */
public interface LocalRecords {
    /** A node that owns none. */
    LocalRecords NONE = new LocalRecords() {
        @Override
        public CompletionStage<PendingFences> pending() {
            return CompletableFuture.completedFuture(new PendingFences(Map.of(), Map.of()));
        }

        @Override
        public CompletionStage<Map<CookieId, Modifiers>> marks() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Map<SessionId, SessionRecord>> sessions() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Map<CookieId, Generation>> retired() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Void> forget(Map<CookieId, Generation> retired) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Records whose fence is not known to be complete, each with the generation that the fence ends in. */
    record PendingFences(Map<CookieId, Generation> cookies, Map<String, Generation> volumes) {}

    /** At most 1,000 cookies and as many volumes. */
    CompletionStage<PendingFences> pending();

    /** Objects that are being modified, and by whom; at most 20,000. */
    CompletionStage<Map<CookieId, Modifiers>> marks();

    /** At most 20,000 sessions. */
    CompletionStage<Map<SessionId, SessionRecord>> sessions();

    /** Records of retired objects whose fence is complete, each with its generation; at most 100,000. */
    CompletionStage<Map<CookieId, Generation>> retired();

    /** Removes those that are still retired and have that generation. Not tried again: the next sweep is soon enough. */
    CompletionStage<Void> forget(Map<CookieId, Generation> retired);
}
