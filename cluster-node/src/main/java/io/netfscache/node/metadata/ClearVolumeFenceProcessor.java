package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import java.util.Map;

/** Runs {@link VolumeTransitions#clearFence} at the record's owner and its backups. */
record ClearVolumeFenceProcessor(Generation generation, Bytes coherency)
        implements EntryProcessor<String, VolumeRecord, VolumeResult> {
    @Override
    public VolumeResult process(Map.Entry<String, VolumeRecord> entry) {
        return VolumeTransitions.clearFence(entry.getValue(), generation, coherency)
                .store(entry);
    }
}
