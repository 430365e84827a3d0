package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import java.util.Map;

/** Runs {@link CookieTransitions#change} at the record's owner and its backups. */
record ChangeProcessor(ChangeRequest request) implements EntryProcessor<CookieId, CookieRecord, CookieResult> {
    @Override
    public CookieResult process(Map.Entry<CookieId, CookieRecord> entry) {
        return CookieTransitions.change(entry.getValue(), request).store(entry);
    }
}
