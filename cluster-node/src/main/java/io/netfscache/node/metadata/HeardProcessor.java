package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.SessionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the owner of a session's record that the session is alive, if it is: the owner counts by its own clock
 * (COHERENCE 7.2). Gives whether there is a record; null when the owner holds no lease and has not listened.
 */
final class HeardProcessor
        implements EntryProcessor<SessionId, SessionRecord, @Nullable Boolean>, HazelcastInstanceAware, ReadOnly {
    private final boolean alive;
    private transient volatile @Nullable RecordOwner owner;

    /** @param alive whether the session is; else only its record is asked for */
    HeardProcessor(boolean alive) {
        this.alive = alive;
    }

    boolean alive() {
        return alive;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        owner = RecordOwner.of(hazelcast);
    }

    @Override
    public @Nullable Boolean process(Map.Entry<SessionId, SessionRecord> entry) {
        RecordOwner here = owner;
        if (here == null || !here.mayAnswer()) {
            return null;
        }
        if (alive) {
            here.heard(entry.getKey());
        }
        return entry.getValue() != null;
    }

    @Override
    public @Nullable EntryProcessor<SessionId, SessionRecord, @Nullable Boolean> getBackupProcessor() {
        return null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HeardProcessor same && alive == same.alive;
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(alive);
    }
}
