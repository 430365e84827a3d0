package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;

/** What the members agree on because one of them said it first. Blocks for a round trip; not for event loops. */
final class FirstValue {
    private FirstValue() {}

    /**
     * The value of {@code key}: the candidate, if nobody has given one before.
     *
     * @param what is agreed on, for people
     * @throws MetadataException when that cannot be told now, because members come, go or are too few: ask again
     */
    static Bytes agree(HazelcastInstance hazelcast, String key, Bytes candidate, String what) {
        try {
            IMap<String, byte[]> cluster = hazelcast.getMap(HazelcastSettings.CLUSTER);
            byte[] known = cluster.putIfAbsent(key, candidate.toArray());
            return known == null ? candidate : Bytes.of(known);
        } catch (SplitBrainProtectionException e) {
            throw new MetadataException(ErrorCode.ENOBUFS, Reason.NO_QUORUM, what + ": too few members are in reach");
        } catch (HazelcastInstanceNotActiveException e) {
            throw new MetadataException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, what + ": the node is shutting down");
        } catch (IndeterminateOperationStateException | OperationTimeoutException e) {
            throw new MetadataException(
                    ErrorCode.ENOBUFS, Reason.METADATA_FAILED, what + ": the members are changing: " + e.getMessage());
        }
    }
}
