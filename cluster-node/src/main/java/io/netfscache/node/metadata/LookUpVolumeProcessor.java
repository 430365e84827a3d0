package io.netfscache.node.metadata;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a volume's record at its owner. Waits for no backup, so that it answers while another member is stopped. */
record LookUpVolumeProcessor() implements EntryProcessor<String, VolumeRecord, VolumeRecord>, ReadOnly {
    @Override
    @SuppressWarnings("NullAway") // Hazelcast does not say that a result may be null.
    public VolumeRecord process(Map.Entry<String, VolumeRecord> entry) {
        return entry.getValue();
    }

    @Override
    public @Nullable EntryProcessor<String, VolumeRecord, VolumeRecord> getBackupProcessor() {
        return null;
    }
}
