package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;

/** Runs {@link VolumeTransitions#acquire} at the record's owner and its backups. */
record AcquireVolumeProcessor(AcquireVolumeRequest request)
        implements EntryProcessor<String, VolumeRecord, VolumeResult> {
    @Override
    public VolumeResult process(Map.Entry<String, VolumeRecord> entry) {
        return VolumeTransitions.acquire(entry.getValue(), request).store(entry);
    }
}
