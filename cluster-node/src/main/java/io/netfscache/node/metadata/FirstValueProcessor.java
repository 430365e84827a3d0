package io.netfscache.node.metadata;

import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the entry's value, which is the candidate if there was none. Needs no lease: there is none before it. Backups are told
 * of the value each time, whoever's it is: one that has missed it has it before anybody is answered.
 */
final class FirstValueProcessor implements EntryProcessor<String, byte[], byte[]> {
    private final Bytes candidate;
    /** Hazelcast asks for the backup's processor after this one has run. */
    private transient volatile @Nullable Bytes value;

    FirstValueProcessor(Bytes candidate) {
        this.candidate = candidate;
    }

    Bytes candidate() {
        return candidate;
    }

    @Override
    public byte[] process(Map.Entry<String, byte[]> entry) {
        byte[] known = entry.getValue();
        if (known == null) {
            entry.setValue(candidate.toArray());
        }
        Bytes first = known == null ? candidate : Bytes.of(known);
        value = first;
        return first.toArray();
    }

    @Override
    public @Nullable EntryProcessor<String, byte[], byte[]> getBackupProcessor() {
        Bytes first = value;
        return first == null ? null : new FirstValueProcessor(first);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FirstValueProcessor same && candidate.equals(same.candidate);
    }

    @Override
    public int hashCode() {
        return candidate.hashCode();
    }
}
