package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import java.util.Map;

/** Runs {@link CookieTransitions#touch} at the record's owner and its backups. */
record TouchProcessor(int hours) implements EntryProcessor<CookieId, CookieRecord, CookieResult> {
    @Override
    public CookieResult process(Map.Entry<CookieId, CookieRecord> entry) {
        return CookieTransitions.touch(entry.getValue(), hours).store(entry);
    }
}
