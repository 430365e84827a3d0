package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import java.util.Map;

/** Runs {@link CookieTransitions#retireIdle} at the record's owner and its backups. */
record RetireIdleProcessor(SeenRequest request) implements EntryProcessor<CookieId, CookieRecord, CookieResult> {
    @Override
    public CookieResult process(Map.Entry<CookieId, CookieRecord> entry) {
        return CookieTransitions.retireIdle(entry.getValue(), request).store(entry);
    }
}
