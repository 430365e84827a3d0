package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import java.util.Map;

/** Runs {@link CookieTransitions#enable} at the record's owner and its backups. */
record EnableProcessor(SeenRequest request) implements EntryProcessor<CookieId, CookieRecord, CookieResult> {
    @Override
    public CookieResult process(Map.Entry<CookieId, CookieRecord> entry) {
        return CookieTransitions.enable(entry.getValue(), request).store(entry);
    }
}
