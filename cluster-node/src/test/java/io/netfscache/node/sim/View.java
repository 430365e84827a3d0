package io.netfscache.node.sim;

import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list of members with the partition table that goes with it, as Hazelcast has them: who has lost a member promotes the
 * next replica, who gains one appends it.
 *
 * @param table for each partition its owner and then its backups
 */
record View(long version, List<Member> members, List<List<MemberId>> table) {
    static final int PARTITIONS = 4;
    private static final int REPLICAS = 3;

    /** @param joined version of the list with which the member joined */
    record Member(MemberId id, SimNode node, long joined) {}

    static View founded(List<SimNode> nodes, List<MemberId> ids) {
        View view = new View(1, List.of(), emptyTable());
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            members.add(new Member(ids.get(i), nodes.get(i), 1));
        }
        return view.with(1, members);
    }

    private static List<List<MemberId>> emptyTable() {
        List<List<MemberId>> table = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            table.add(List.of());
        }
        return table;
    }

    View joinedBy(MemberId id, SimNode node) {
        List<Member> next = new ArrayList<>(members);
        next.add(new Member(id, node, version + 1));
        return with(version + 1, next);
    }

    View only(Predicate<Member> stays) {
        return with(version + 1, members.stream().filter(stays).toList());
    }

    private View with(long nextVersion, List<Member> next) {
        Set<MemberId> ids = next.stream().map(Member::id).collect(Collectors.toSet());
        List<List<MemberId>> nextTable = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<MemberId> replicas = new ArrayList<>(
                    table.get(partition).stream().filter(ids::contains).toList());
            for (int i = 0; i < next.size() && replicas.size() < REPLICAS; i++) {
                MemberId id = next.get((partition + i) % next.size()).id();
                if (!replicas.contains(id)) {
                    replicas.add(id);
                }
            }
            nextTable.add(replicas);
        }
        return new View(nextVersion, List.copyOf(next), nextTable);
    }

    MemberList list() {
        return new MemberList(version, members.stream().map(Member::id).collect(Collectors.toSet()));
    }

    @Nullable
    Member member(MemberId id) {
        for (Member member : members) {
            if (member.id.equals(id)) {
                return member;
            }
        }
        return null;
    }

    /** A node that has just started again may be in the list twice: the later member is it. */
    @Nullable
    Member member(NodeId node) {
        Member found = null;
        for (Member member : members) {
            if (member.node.id().equals(node)) {
                found = member;
            }
        }
        return found;
    }

    static int partition(Object key) {
        return Math.floorMod((key.hashCode() * 0x9e3779b1) >>> 7, PARTITIONS);
    }

    @Override
    public String toString() {
        return "v" + version
                + members.stream().map(member -> member.node.process().name()).toList();
    }
}
