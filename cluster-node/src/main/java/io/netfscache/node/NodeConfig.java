package io.netfscache.node;

import io.netfscache.node.InvalidConfig.Problem;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.metadata.MetadataLimits;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.protocol.Limits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs. Names the problems of all its values at once, in an {@link InvalidConfig}.
 *
 * @param dataDirectory where it keeps its id and its blobs; made when missing; used by one node at a time
 * @param listen where it takes clients and peers (data port); port 0 picks a free one
 * @param advertise the address under which clients and peers reach it, a name or a number; port 0: the one it listens on;
 *     null: what it listens on
 * @param admin where it serves health and figures over HTTP
 * @param member where Hazelcast listens
 * @param join Hazelcast addresses, host:port, of the nodes to join; empty: none but itself
 * @param joinDns a DNS name whose addresses are those of all nodes, instead of {@code join}; all nodes have the same member
 *     port then; null: none
 * @param clusterName nodes of another name are not joined
 * @param clusterSize number of nodes the cluster is meant to have; half of them plus one is the quorum
 * @param chunkBytes size of a chunk; the same on all nodes
 * @param weight share of the chunks that this node gets, relative to the others
 * @param voters number of voters if this node founds the cluster: 1, 3 or 5; {@link #DEFAULT_VOTERS}: what suits its size
 * @param memberAdvertise the address under which the other nodes reach its Hazelcast; port 0 or null as for {@code advertise}
 * @param caches its caches, 1 to 16; the first in service is where volumes go that ask for none; empty: the one that is in
 *     the data directory
 * @param openChunks chunk files kept open when nobody uses them, in all caches together
 * @param limits what it takes in at the same time, at first
 * @param maxRecords objects whose records it should own; above that those used longest ago are retired
 */
public record NodeConfig(
        Path dataDirectory,
        InetSocketAddress listen,
        @Nullable InetSocketAddress advertise,
        InetSocketAddress admin,
        InetSocketAddress member,
        List<String> join,
        @Nullable String joinDns,
        String clusterName,
        int clusterSize,
        int chunkBytes,
        int weight,
        int voters,
        @Nullable InetSocketAddress memberAdvertise,
        List<CacheConfig> caches,
        int openChunks,
        ConnectionLimits limits,
        int maxRecords) {
    public static final int DEFAULT_DATA_PORT = 7440;
    public static final int DEFAULT_ADMIN_PORT = 7441;
    public static final int DEFAULT_MEMBER_PORT = 7442;
    /** The cluster's size rounded down to odd, at most 3. */
    public static final int DEFAULT_VOTERS = 0;

    public NodeConfig {
        join = List.copyOf(join);
        caches = caches.isEmpty() ? List.of(CacheConfig.ofNode(dataDirectory)) : List.copyOf(caches);
        List<Problem> problems = new ArrayList<>();
        addresses(problems, listen, advertise, admin, member, memberAdvertise);
        if (joinDns != null) {
            discovery(problems, join, joinDns, member.getPort());
        }
        if (clusterSize < 1 || clusterSize > Limits.MAX_VIEW_NODES) {
            problems.add(new Problem("cluster-size", clusterSize + " is not between 1 and " + Limits.MAX_VIEW_NODES));
        }
        if (chunkBytes < Limits.MAX_IO_BYTES
                || chunkBytes > Limits.MAX_CHUNK_BYTES
                || chunkBytes % Limits.MAX_IO_BYTES != 0) {
            problems.add(new Problem(
                    "chunk-size",
                    chunkBytes + " is not a multiple of " + Limits.MAX_IO_BYTES + " up to " + Limits.MAX_CHUNK_BYTES));
        }
        if (weight < 1) {
            problems.add(new Problem("weight", weight + " is less than 1"));
        }
        boolean odd = voters == 1 || voters == 3 || voters == VoterSet.MAX_VOTERS;
        if (voters != DEFAULT_VOTERS && (!odd || voters > clusterSize)) {
            problems.add(new Problem(
                    "voters", voters + " is not 1, 3 or 5, or is more than the cluster-size " + clusterSize));
        }
        if (clusterName.isBlank()) {
            problems.add(new Problem("cluster-name", "is empty"));
        }
        CacheConfig.problems(caches).forEach(rule -> problems.add(new Problem("caches", rule)));
        if (openChunks < 1) {
            problems.add(new Problem("open-chunks", openChunks + " is less than 1"));
        }
        if (maxRecords < 1) {
            problems.add(new Problem("max-records", maxRecords + " is less than 1"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfig(problems);
        }
    }

    /** With as many records as a node has by default. */
    public NodeConfig(
            Path dataDirectory,
            InetSocketAddress listen,
            @Nullable InetSocketAddress advertise,
            InetSocketAddress admin,
            InetSocketAddress member,
            List<String> join,
            String clusterName,
            int clusterSize,
            int chunkBytes,
            int weight,
            int voters,
            @Nullable InetSocketAddress memberAdvertise,
            List<CacheConfig> caches,
            int openChunks,
            ConnectionLimits limits) {
        this(
                dataDirectory,
                listen,
                advertise,
                admin,
                member,
                join,
                null,
                clusterName,
                clusterSize,
                chunkBytes,
                weight,
                voters,
                memberAdvertise,
                caches,
                openChunks,
                limits,
                MetadataLimits.RECORDS);
    }

    /** As many voters as suit the cluster's size. */
    public NodeConfig(
            Path dataDirectory,
            InetSocketAddress listen,
            @Nullable InetSocketAddress advertise,
            InetSocketAddress admin,
            InetSocketAddress member,
            List<String> join,
            String clusterName,
            int clusterSize,
            int chunkBytes,
            int weight) {
        this(
                dataDirectory,
                listen,
                advertise,
                admin,
                member,
                join,
                clusterName,
                clusterSize,
                chunkBytes,
                weight,
                DEFAULT_VOTERS);
    }

    /** Known under the addresses that it listens on, with the cache and the limits that a node has by default. */
    public NodeConfig(
            Path dataDirectory,
            InetSocketAddress listen,
            @Nullable InetSocketAddress advertise,
            InetSocketAddress admin,
            InetSocketAddress member,
            List<String> join,
            String clusterName,
            int clusterSize,
            int chunkBytes,
            int weight,
            int voters) {
        this(
                dataDirectory,
                listen,
                advertise,
                admin,
                member,
                join,
                clusterName,
                clusterSize,
                chunkBytes,
                weight,
                voters,
                null,
                List.of(),
                StoreLimits.DEFAULT_OPEN_CHUNKS,
                ConnectionLimits.DEFAULTS);
    }

    private static void addresses(
            List<Problem> problems,
            InetSocketAddress listen,
            @Nullable InetSocketAddress advertise,
            InetSocketAddress admin,
            InetSocketAddress member,
            @Nullable InetSocketAddress memberAdvertise) {
        ofThisMachine(problems, "listen", listen);
        ofThisMachine(problems, "admin", admin);
        ofThisMachine(problems, "member", member);
        if (isWildcard(listen) && advertise == null) {
            problems.add(unreachable("advertise", "listen", listen));
        }
        if (isWildcard(member) && advertise == null && memberAdvertise == null) {
            problems.add(unreachable("member-advertise", "member", member));
        }
        reachable(problems, "advertise", advertise);
        reachable(problems, "member-advertise", memberAdvertise);
    }

    private static void discovery(List<Problem> problems, List<String> join, String joinDns, int memberPort) {
        if (!join.isEmpty()) {
            problems.add(new Problem(
                    "join-dns",
                    joinDns + " is given beside join: nodes are found by one of them, leave out the other"));
        }
        if (memberPort == 0) {
            problems.add(
                    new Problem(
                            "join-dns",
                            joinDns
                                    + " tells the addresses of the nodes and no ports: give member a port, the same on all nodes"));
        }
    }

    /** The same node, which finds the others by the addresses of a DNS name. */
    public NodeConfig withJoinDns(String name) {
        return new NodeConfig(
                dataDirectory,
                listen,
                advertise,
                admin,
                member,
                List.of(),
                name,
                clusterName,
                clusterSize,
                chunkBytes,
                weight,
                voters,
                memberAdvertise,
                caches,
                openChunks,
                limits,
                maxRecords);
    }

    private static void ofThisMachine(List<Problem> problems, String key, InetSocketAddress address) {
        if (address.isUnresolved()) {
            problems.add(new Problem(
                    key,
                    "no address is known for host " + address.getHostString()
                            + ": give an address of this machine or a name that resolves to one"));
        }
    }

    private static Problem unreachable(String needed, String key, InetSocketAddress wildcard) {
        return new Problem(
                needed,
                "is needed when " + key + " is a wildcard address (" + wildcard.getHostString()
                        + "): others cannot reach the node there");
    }

    private static void reachable(List<Problem> problems, String key, @Nullable InetSocketAddress address) {
        if (address != null && isWildcard(address)) {
            problems.add(new Problem(
                    key,
                    address.getHostString() + " is a wildcard address: others cannot reach the node there; give a name"
                            + " or an address of this machine"));
        }
    }

    private static boolean isWildcard(InetSocketAddress address) {
        return !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
    }

    /** Voters of a cluster that this node founds. */
    public int foundingVoters() {
        return voters == DEFAULT_VOTERS ? VoterSet.defaultVoters(clusterSize) : voters;
    }

    /** Members that must see each other for the cluster to work. */
    public int quorum() {
        return clusterSize / 2 + 1;
    }

    /** Where the data port can be reached, when it is bound to {@code bound}. */
    InetSocketAddress advertised(InetSocketAddress bound) {
        if (advertise == null) {
            return bound;
        }
        return advertise.getPort() != 0
                ? advertise
                : InetSocketAddress.createUnresolved(advertise.getHostString(), bound.getPort());
    }

    /** Where the other nodes reach its Hazelcast if that is not where it listens; else null. */
    public @Nullable InetSocketAddress advertisedMember() {
        if (memberAdvertise != null) {
            return memberAdvertise.getPort() != 0
                    ? memberAdvertise
                    : InetSocketAddress.createUnresolved(memberAdvertise.getHostString(), member.getPort());
        }
        return isWildcard(member) && advertise != null
                ? InetSocketAddress.createUnresolved(advertise.getHostString(), member.getPort())
                : null;
    }

    /** Whether Hazelcast listens on all interfaces. */
    public boolean bindsMemberToAll() {
        return isWildcard(member);
    }
}
