package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        public CompletionStage<Map<CookieId, CookieRecord>> retired() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Void> forget(Map<CookieId, Generation> retired) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<VolumeRecord>> volumes(String after, int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Optional<VolumeRecord>> volume(String key) {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    };

    /** Records whose fence is not known to be complete, each with the generation that the fence ends in. */
    record PendingFences(Map<CookieId, Generation> cookies, Map<String, Generation> volumes) {}

    /**
     * Objects that could be retired.
     *
     * @param live objects that this node owns and that are not retired
     * @param most how many of them it should have
     * @param oldest those used longest ago come first; nobody modifies them and their fences are complete
     */
    record Idle(long live, long most, List<Map.Entry<CookieId, CookieRecord>> oldest) {}

    /** At most 1,000 cookies and as many volumes. */
    CompletionStage<PendingFences> pending();

    /** Objects that are being modified, and by whom; at most 20,000. */
    CompletionStage<Map<CookieId, Modifiers>> marks();

    /** At most 20,000 sessions. */
    CompletionStage<Map<SessionId, SessionRecord>> sessions();

    /** Records of retired objects whose fence is complete; at most 100,000. */
    CompletionStage<Map<CookieId, CookieRecord>> retired();

    /** Objects whose caching is off and that nobody modifies, with the smallest ids greater than {@code after}, in that order. */
    default CompletionStage<List<CookieRecord>> disabled(CookieId after, int limit) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** The objects that have not been used for longest, at most {@code limit}. */
    default CompletionStage<Idle> idle(int limit) {
        return CompletableFuture.completedFuture(new Idle(0, Long.MAX_VALUE, List.of()));
    }

    /** Removes those that are still retired and have that generation. Not tried again: the next sweep is soon enough. */
    CompletionStage<Void> forget(Map<CookieId, Generation> retired);

    /**
     * For operators, as all that follow: answered without a lease too, from the records as they are here now.
     *
     * @return the volumes with the smallest keys greater than {@code after} ({@link String#compareTo}), in that order
     */
    CompletionStage<List<VolumeRecord>> volumes(String after, int limit);

    /** Objects of the volume with the smallest ids greater than {@code after}, in that order; retired ones too. */
    CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit);

    /** How many objects each of these volumes has here, retired ones too; none for a volume that is not in the map. */
    CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys);

    /** The record, if this node owns it. */
    CompletionStage<Optional<VolumeRecord>> volume(String key);

    /** The record, if this node owns it; of a retired object too. */
    CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie);
}
