package io.netfscache.node.server;

import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.Modifiers;
import io.netfscache.node.metadata.SessionRecord;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A node that owns no records but those that a test gives it. */
abstract class OwnedRecords implements LocalRecords {
    @Override
    public CompletionStage<PendingFences> pending() {
        return NONE.pending();
    }

    @Override
    public CompletionStage<Map<CookieId, Modifiers>> marks() {
        return NONE.marks();
    }

    @Override
    public CompletionStage<Map<SessionId, SessionRecord>> sessions() {
        return NONE.sessions();
    }

    @Override
    public CompletionStage<Map<CookieId, CookieRecord>> retired() {
        return NONE.retired();
    }

    @Override
    public CompletionStage<Void> forget(Map<CookieId, Generation> retired) {
        return NONE.forget(retired);
    }

    @Override
    public CompletionStage<List<VolumeRecord>> volumes(String after, int limit) {
        return NONE.volumes(after, limit);
    }

    @Override
    public CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit) {
        return NONE.cookies(volumeKey, after, limit);
    }

    @Override
    public CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys) {
        return NONE.countCookies(volumeKeys);
    }

    @Override
    public CompletionStage<Optional<VolumeRecord>> volume(String key) {
        return NONE.volume(key);
    }

    @Override
    public CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie) {
        return NONE.cookie(cookie);
    }
}
