package io.netfscache.node.metadata;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a cookie's record at its owner. Waits for no backup, so that it answers while another member is stopped. */
record LookUpProcessor() implements EntryProcessor<CookieId, CookieRecord, CookieRecord>, ReadOnly {
    @Override
    @SuppressWarnings("NullAway") // Hazelcast does not say that a result may be null.
    public CookieRecord process(Map.Entry<CookieId, CookieRecord> entry) {
        return entry.getValue();
    }

    @Override
    public @Nullable EntryProcessor<CookieId, CookieRecord, CookieRecord> getBackupProcessor() {
        return null;
    }
}
