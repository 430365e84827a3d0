package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.SessionId;
import java.util.Map;

/** Runs {@link SessionTransitions#strike} at the record's owner and its backups. */
record StrikeObjectProcessor(CookieId cookie, long sequence)
        implements EntryProcessor<SessionId, SessionRecord, SessionResult> {
    @Override
    public SessionResult process(Map.Entry<SessionId, SessionRecord> entry) {
        return new SessionResult(
                SessionTransitions.strike(entry.getValue(), cookie, sequence).store(entry));
    }
}
