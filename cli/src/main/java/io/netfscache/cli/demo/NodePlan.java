package io.netfscache.cli.demo;

import io.netfscache.cli.HostPort;
import io.netfscache.node.NodeConfig;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How one node of the demo is to run.
 *
 * @param data its folder
 * @param address where it listens with all its ports
 * @param memberPort where its Hazelcast listens
 * @param join the member addresses of all nodes
 */
record NodePlan(Path data, InetAddress address, int memberPort, List<String> join, String clusterName) {
    /** Plans for {@code nodes} nodes with folders below {@code folder}. */
    static List<NodePlan> plan(int nodes, InetAddress address, Path folder) throws IOException {
        List<Integer> ports = freePorts(nodes, address);
        List<String> join = ports.stream()
                .map(port -> HostPort.format(new InetSocketAddress(address, port)))
                .toList();
        // Another demo on this machine must not be joined: the folder's name is unique.
        String clusterName = "demo-" + folder.getFileName();
        List<NodePlan> plans = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            plans.add(new NodePlan(folder.resolve("node-" + (i + 1)), address, ports.get(i), join, clusterName));
        }
        return plans;
    }

    /** Hazelcast has to be told the ports of the others before they listen. All are held until each is known: no two are the same. */
    private static List<Integer> freePorts(int count, InetAddress address) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, address));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    String name() {
        return String.valueOf(data.getFileName());
    }

    private String at(int port) {
        return HostPort.format(new InetSocketAddress(address, port));
    }

    /** For a node in this process. */
    NodeConfig config() {
        InetSocketAddress free = new InetSocketAddress(address, 0);
        return new NodeConfig(
                data,
                free,
                null,
                free,
                new InetSocketAddress(address, memberPort),
                join,
                clusterName,
                join.size(),
                Limits.DEFAULT_CHUNK_BYTES,
                1);
    }

    /** For a node in a process of its own. */
    List<String> arguments() {
        return List.of(
                "node",
                "--json",
                "--stop-with-stdin",
                "--data",
                data.toString(),
                "--listen",
                at(0),
                "--admin",
                at(0),
                "--member",
                at(memberPort),
                "--join",
                String.join(",", join),
                "--cluster-size",
                Integer.toString(join.size()),
                "--cluster-name",
                clusterName);
    }
}
