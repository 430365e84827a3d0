package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the members agree on because one of them said it first. Blocks for a round trip; not for event loops. */
final class FirstValue {
    private FirstValue() {}

    /**
     * The value of {@code key}: the candidate, if nobody has given one before.
     *
     * @param what is agreed on, for people
     * @throws MetadataException when that cannot be told within {@link MetadataLimits#FIRST_VALUE_DEADLINE}, because
     *     members come, go or are too few: ask again
     */
    static Bytes agree(HazelcastInstance hazelcast, String key, Bytes candidate, String what) {
        try {
            IMap<String, byte[]> cluster = hazelcast.getMap(HazelcastSettings.CLUSTER);
            return agreed(cluster.submitToKey(key, new FirstValueProcessor(candidate)), what);
        } catch (HazelcastInstanceNotActiveException | HazelcastException e) {
            throw refusal(what, e);
        }
    }

    /**
     * A member that starts at the address of one that has just left can send into a connection that the other side has
     * closed already: Hazelcast waits two minutes for the answer to what was lost there.
     */
    private static Bytes agreed(CompletionStage<byte[]> asked, String what) {
        Duration deadline = MetadataLimits.FIRST_VALUE_DEADLINE;
        try {
            return Bytes.of(asked.toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new MetadataException(
                    ErrorCode.ENOBUFS,
                    Reason.DEADLINE,
                    what + ": no answer from its owner within " + deadline.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw refusal(what, RecordOperation.unwrapped(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw shuttingDown(what);
        }
    }

    private static MetadataException refusal(String what, Throwable cause) {
        if (cause instanceof SplitBrainProtectionException) {
            return new MetadataException(ErrorCode.ENOBUFS, Reason.NO_QUORUM, what + ": too few members are in reach");
        } else if (cause instanceof HazelcastInstanceNotActiveException) {
            return shuttingDown(what);
        } else if (RecordOperation.isOutcomeUnknown(cause)) {
            return new MetadataException(
                    ErrorCode.ENOBUFS,
                    Reason.METADATA_FAILED,
                    what + ": the members are changing: " + cause.getMessage());
        }
        return new MetadataException(ErrorCode.ENOBUFS, Reason.METADATA_FAILED, what + ": " + cause);
    }

    private static MetadataException shuttingDown(String what) {
        return new MetadataException(
                ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, what + ": this node or the value's owner is shutting down");
    }
}
