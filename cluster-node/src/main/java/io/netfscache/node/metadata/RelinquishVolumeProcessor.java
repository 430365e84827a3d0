package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Runs {@link VolumeTransitions#relinquish} at the record's owner and its backups. */
record RelinquishVolumeProcessor(RelinquishVolumeRequest request)
        implements EntryProcessor<String, VolumeRecord, VolumeResult> {
    @Override
    public VolumeResult process(Map.Entry<String, VolumeRecord> entry) {
        return VolumeTransitions.relinquish(entry.getValue(), request).store(entry);
    }
}
