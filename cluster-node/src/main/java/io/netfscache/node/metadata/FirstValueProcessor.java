package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the entry's value, which is the candidate if there was none. Needs no lease: there is none before it. Backups are told
 * only of a candidate that has become the value: one that lacks the value must not take another.
 */
final class FirstValueProcessor implements EntryProcessor<String, byte[], byte[]> {
    private final Bytes candidate;
    /** Hazelcast asks for the backup's processor after this one has run. */
    private transient volatile boolean taken;

    FirstValueProcessor(Bytes candidate) {
        this.candidate = candidate;
    }

    Bytes candidate() {
        return candidate;
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        if (known != null) {
            return known;
        }
        byte[] first = candidate.toArray();
        entry.setValue(first);
        taken = true;
        return first;
    }

    @Override
    public @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        return taken ? this : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FirstValueProcessor same && candidate.equals(same.candidate);
    }

    @Override
    public int hashCode() {
        return candidate.hashCode();
    }

    @Override
    public String toString() {
        return "FirstValueProcessor[" + candidate + "]";
    }
}
