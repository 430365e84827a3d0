package io.netfscache.node.sim;

import io.netfscache.node.NodeException;
import io.netfscache.node.metadata.ReplicaOperation;
import io.netfscache.node.metadata.ReplicaOperation.Applied;
import io.netfscache.node.metadata.ReplicaOperation.Place;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Sabotage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a node has of the records, as owner and as backup, in the way of Hazelcast: the owner runs an operation, has each
 * backup of its own member list run it too, and answers when all have. A backup that has missed something gets a copy.
 */
final class Replicas {
    private static final long BACKUP_TIMEOUT = 1_000_000_000;
    private static final long COPY_AGAIN = 500_000_000;

    private static final class Partition {
        final Map<Object, Object> records = new LinkedHashMap<>();
        final Set<MemberId> synced = new HashSet<>();

        @Nullable
        MemberId owner;

        long sequence;
    }

    private final SimNode node;
    private final World world;
    private final List<Partition> partitions = new ArrayList<>();

    Replicas(SimNode node, World world) {
        this.node = node;
        this.world = world;
        clear();
    }

    /** All that this member had goes with it. */
    void clear() {
        partitions.clear();
        for (int i = 0; i < View.PARTITIONS; i++) {
            partitions.add(new Partition());
        }
    }

    /** Records of the partitions that this node owns. */
    List<Object> owned() {
        List<Object> owned = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            if (owns(i)) {
                owned.addAll(partitions.get(i).records.values());
            }
        }
        return owned;
    }

    private boolean owns(int partition) {
        List<MemberId> replicas = node.view().table().get(partition);
        return !replicas.isEmpty() && replicas.get(0).equals(node.self());
    }

    /** The node has another view: it may own what it only backed up, and have other backups. */
    void viewChanged() {
        for (int i = 0; i < partitions.size(); i++) {
            Partition partition = partitions.get(i);
            if (owns(i)) {
                if (!node.self().equals(partition.owner)) {
                    partition.owner = node.self();
                    partition.sequence = 0;
                    partition.synced.clear();
                }
                partition.synced.retainAll(node.view().table().get(i));
                synchronize(i);
            }
        }
    }

    private void synchronize(int number) {
        if (!owns(number)) {
            return;
        }
        boolean all = true;
        for (MemberId backup : backups(number)) {
            if (!partitions.get(number).synced.contains(backup)) {
                all = false;
                copy(number, backup);
            }
        }
        if (!all) {
            long version = node.view().version();
            node.process().after(COPY_AGAIN, () -> {
                if (node.view().version() == version) {
                    synchronize(number);
                }
            });
        }
    }

    private List<MemberId> backups(int number) {
        List<MemberId> replicas = node.view().table().get(number);
        return replicas.subList(Math.min(1, replicas.size()), replicas.size());
    }

    /** The owner's part. Fails when the outcome is unknown or another node has to be asked. */
    CompletionStage<@Nullable Object> execute(ReplicaOperation operation) {
        int number = View.partition(operation.key());
        if (!owns(number) || !mayAnswer() || isTooFew()) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.METADATA_FAILED));
        }
        Partition partition = partitions.get(number);
        MemberList members = node.view().list();
        Applied applied = apply(partition, operation);
        if (operation.readOnly()) {
            return CompletableFuture.completedFuture(ReplicaOperation.from(applied.result(), members));
        }
        world.oracle().born(ReplicaOperation.born(applied.result()));
        partition.sequence++;
        List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
        for (MemberId backup : backups(number)) {
            acknowledgements.add(
                    partition.synced.contains(backup) ? backUp(number, backup, operation) : copy(number, backup));
        }
        long version = node.view().version();
        return CompletableFuture.allOf(acknowledgements.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    if (node.view().version() != version || !mayAnswer()) {
                        throw NodeException.notCached(Reason.METADATA_FAILED);
                    }
                    return ReplicaOperation.from(applied.result(), members);
                });
    }

    /** Hazelcast's split-brain protection. */
    private boolean isTooFew() {
        return node.view().members().stream().map(View.Member::node).distinct().count() < world.fewestMembers();
    }

    private boolean mayAnswer() {
        return node.core().lease().held() || world.rules().broken(Sabotage.OWNER_WITHOUT_LEASE);
    }

    private Applied apply(Partition partition, ReplicaOperation operation) {
        Object before = partition.records.get(operation.key());
        Applied applied =
                operation.apply(new Place(before, world.rules(), node.process().wallMillis()));
        if (applied.changed()) {
            put(partition, operation.key(), applied.record());
        }
        return applied;
    }

    private static void put(Partition partition, Object key, @Nullable Object record) {
        if (record == null) {
            partition.records.remove(key);
        } else {
            partition.records.put(key, record);
        }
    }

    private CompletableFuture<?> backUp(int number, MemberId backup, ReplicaOperation operation) {
        Partition partition = partitions.get(number);
        MemberId self = node.self();
        long sequence = partition.sequence;
        return toBackup(number, backup, replicas -> replicas.backedUp(number, self, sequence, operation));
    }

    private CompletableFuture<?> copy(int number, MemberId backup) {
        Partition partition = partitions.get(number);
        MemberId self = node.self();
        long sequence = partition.sequence;
        Map<Object, Object> records = new LinkedHashMap<>(partition.records);
        return toBackup(number, backup, replicas -> replicas.copied(number, self, sequence, records));
    }

    private interface Message {
        boolean arrive(Replicas at);
    }

    private CompletableFuture<?> toBackup(int number, MemberId backup, Message message) {
        View.Member to = node.view().member(backup);
        if (to == null) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_NODES));
        }
        Partition partition = partitions.get(number);
        return world.network()
                .ask(
                        node.process(),
                        to.node().process(),
                        BACKUP_TIMEOUT,
                        () -> CompletableFuture.completedFuture(to.node().self().equals(backup)
                                && message.arrive(to.node().replicas())))
                .whenComplete((taken, error) -> {
                    if (error == null && taken) {
                        partition.synced.add(backup);
                    } else {
                        partition.synced.remove(backup);
                    }
                })
                .thenAccept(taken -> {
                    if (!taken) {
                        throw NodeException.notCached(Reason.METADATA_FAILED);
                    }
                });
    }

    private boolean backedUp(int number, MemberId owner, long sequence, ReplicaOperation operation) {
        Partition partition = partitions.get(number);
        if (isOwnerHere(number, owner) && owner.equals(partition.owner)) {
            if (sequence == partition.sequence + 1) {
                apply(partition, operation);
                partition.sequence = sequence;
            }
            return sequence <= partition.sequence;
        }
        return false;
    }

    private boolean copied(int number, MemberId owner, long sequence, Map<Object, Object> records) {
        Partition partition = partitions.get(number);
        if (!isOwnerHere(number, owner)) {
            return false;
        }
        if (!owner.equals(partition.owner) || sequence >= partition.sequence) {
            partition.owner = owner;
            partition.sequence = sequence;
            partition.records.clear();
            partition.records.putAll(records);
        }
        return true;
    }

    /** Only members are listened to, and nobody who has been replaced. */
    private boolean isOwnerHere(int number, MemberId owner) {
        List<MemberId> replicas = node.view().table().get(number);
        return replicas.indexOf(owner) >= 0 && replicas.indexOf(owner) < 1;
    }
}
