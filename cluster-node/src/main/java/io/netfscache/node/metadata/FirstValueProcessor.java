package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.Bytes;
import java.util.Map;

/** Gives the entry's value, which is the candidate if there was none. Needs no lease: there is none before it. */
record FirstValueProcessor(Bytes candidate) implements EntryProcessor<String, byte[], byte[]> {
    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        if (known != null) {
            return known;
        }
        byte[] first = candidate.toArray();
        entry.setValue(first);
        return first;
    }
}
