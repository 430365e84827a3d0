package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.MemberList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it is sent to the owner of its record: done only while the owner holds a serving lease, and answered
 * with the owner's members if a fence is pending. Backups run the operation itself, if the owner has done it.
 */
class OwnedProcessor<K, V, T> implements EntryProcessor<K, V, OwnerReply<T>>, HazelcastInstanceAware {
    /** One that changes nothing and waits for no backup. */
    static final class Reading<K, V, T> extends OwnedProcessor<K, V, T> implements ReadOnly {
        Reading(EntryProcessor<K, V, T> operation) {
            super(operation);
        }
    }

    private final EntryProcessor<K, V, T> operation;
    private transient volatile @Nullable RecordOwner owner;
    /** Hazelcast asks for the backup's processor after this one has run. */
    private transient volatile boolean done;

    OwnedProcessor(EntryProcessor<K, V, T> operation) {
        this.operation = operation;
    }

    static <K, V, T> OwnedProcessor<K, V, T> of(EntryProcessor<K, V, T> operation) {
        return operation instanceof ReadOnly ? new Reading<>(operation) : new OwnedProcessor<>(operation);
    }

    EntryProcessor<K, V, T> operation() {
        return operation;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        owner = RecordOwner.of(hazelcast);
        if (operation instanceof HazelcastInstanceAware aware) {
            aware.setHazelcastInstance(hazelcast);
        }
    }

    @Override
    public OwnerReply<T> process(Map.Entry<K, V> entry) {
        RecordOwner here = owner;
        done = here != null && here.mayAnswer();
        if (here == null || !done) {
            return OwnerReply.refusal();
        }
        T value = operation.process(entry);
        boolean owes = value instanceof MayOweFence result && result.owesFence();
        return new OwnerReply<>(true, value, owes ? here.members() : MemberList.UNKNOWN);
    }

    /** Nobody looks at the result that a backup gives. */
    @Override
    @SuppressWarnings("unchecked")
    public @Nullable EntryProcessor<K, V, OwnerReply<T>> getBackupProcessor() {
        return done
                ? (EntryProcessor<K, V, OwnerReply<T>>) (EntryProcessor<K, V, ?>) operation.getBackupProcessor()
                : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OwnedProcessor<?, ?, ?> same && operation.equals(same.operation);
    }

    @Override
    public int hashCode() {
        return operation.hashCode();
    }

    @Override
    public String toString() {
        return operation.toString();
    }
}
