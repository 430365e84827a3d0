package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import java.util.Map;

/** Runs {@link CookieTransitions#forget} at the record's owner and its backups. */
record ForgetProcessor(Generation generation) implements EntryProcessor<CookieId, CookieRecord, CookieResult> {
    @Override
    public CookieResult process(Map.Entry<CookieId, CookieRecord> entry) {
        return CookieTransitions.forget(entry.getValue(), generation).store(entry);
    }
}
