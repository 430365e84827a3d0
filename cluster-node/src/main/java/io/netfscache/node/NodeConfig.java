package io.netfscache.node;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Limits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs.
 *
 * @param dataDirectory where it keeps its id and its blobs; made when missing; used by one node at a time
 * @param listen where it takes clients and peers (data port); port 0 picks a free one
 * @param advertise the address under which clients and peers reach it; null: what it listens on
 * @param admin where it serves health and figures over HTTP
 * @param member where Hazelcast listens
 * @param join Hazelcast addresses, host:port, of the nodes to join; empty: none but itself
 * @param clusterName nodes of another name are not joined
 * @param clusterSize number of nodes the cluster is meant to have; half of them plus one is the quorum
 * @param chunkBytes size of a chunk; the same on all nodes
 * @param weight share of the chunks that this node gets, relative to the others
 * @param voters number of voters if this node founds the cluster: 1, 3 or 5; {@link #DEFAULT_VOTERS}: what suits its size
 */
public record NodeConfig(
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
    public static final int DEFAULT_DATA_PORT = 7440;
    public static final int DEFAULT_ADMIN_PORT = 7441;
    public static final int DEFAULT_MEMBER_PORT = 7442;
    /** The cluster's size rounded down to odd, at most 3. */
    public static final int DEFAULT_VOTERS = 0;

    public NodeConfig {
        join = List.copyOf(join);
        List<String> problems = new ArrayList<>();
        if (clusterSize < 1 || clusterSize > Limits.MAX_VIEW_NODES) {
            problems.add("cluster-size: " + clusterSize + " is not between 1 and " + Limits.MAX_VIEW_NODES);
        }
        if (chunkBytes < Limits.MAX_IO_BYTES
                || chunkBytes > Limits.MAX_CHUNK_BYTES
                || chunkBytes % Limits.MAX_IO_BYTES != 0) {
            problems.add("chunk-size: " + chunkBytes + " is not a multiple of " + Limits.MAX_IO_BYTES + " up to "
                    + Limits.MAX_CHUNK_BYTES);
        }
        boolean wildcard = !listen.isUnresolved() && listen.getAddress().isAnyLocalAddress();
        if (wildcard && advertise == null) {
            problems.add("advertise: is needed when listen is a wildcard address (" + listen.getHostString()
                    + "): others cannot reach the node there");
        }
        if (weight < 1) {
            problems.add("weight: " + weight + " is less than 1");
        }
        boolean odd = voters == 1 || voters == 3 || voters == VoterSet.MAX_VOTERS;
        if (voters != DEFAULT_VOTERS && (!odd || voters > clusterSize)) {
            problems.add("voters: " + voters + " is not 1, 3 or 5, or is more than the cluster-size " + clusterSize);
        }
        if (clusterName.isBlank()) {
            problems.add("cluster-name: is empty");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
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

    /** Voters of a cluster that this node founds. */
    public int foundingVoters() {
        return voters == DEFAULT_VOTERS ? VoterSet.defaultVoters(clusterSize) : voters;
    }

    /** Members that must see each other for the cluster to work. */
    public int quorum() {
        return clusterSize / 2 + 1;
    }
}
