package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot have what it needs says so in one line and ends. */
@Timeout(120)
@ExtendWith(ClusterExtension.class)
class NodeUsageIT {
    private static final String IN_USE = "the address is in use: stop the process that has it, or choose another port";

    @TempDir
    private Path folder;

    @Test
    void a_data_port_in_use_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command node = node(folder.resolve("data"), "" + taken.getLocalPort(), "0", "0");

            assertFailsWith(
                    node, "cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (data port, --listen): " + IN_USE);
        }
    }

    @Test
    void a_member_port_in_use_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command node = node(folder.resolve("data"), "0", "" + taken.getLocalPort(), "0");

            assertFailsWith(
                    node,
                    "cannot take part in the cluster on 127.0.0.1:" + taken.getLocalPort()
                            + " (member port, --member): " + IN_USE);
        }
    }

    @Test
    void an_admin_port_in_use_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command node = node(folder.resolve("data"), "0", "0", "" + taken.getLocalPort());

            assertFailsWith(
                    node, "cannot listen on 127.0.0.1:" + taken.getLocalPort() + " (admin port, --admin): " + IN_USE);
        }
    }

    @Test
    void a_data_directory_of_a_running_node_is_named(ProcessCluster cluster) throws Exception {
        Path taken = cluster.node(0).data();

        Command node = node(taken, "0", "0", "0");

        assertFailsWith(
                node,
                "the data directory " + taken
                        + " is in use by another node: stop that one or give this one a directory of its own");
    }

    @Test
    void a_data_directory_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        Command node = node(file.resolve("data"), "0", "0", "0");

        assertFailsWith(
                node,
                "cannot make the data directory " + file.resolve("data")
                        + ": Not a directory; make it for the user that runs the node, or choose"
                        + " another with --data");
    }

    @Test
    void a_data_directory_of_another_cluster_name_or_of_a_newer_format_is_refused() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("cluster-name"), "blue");
        Path newer = Files.createDirectories(folder.resolve("newer"));
        Files.writeString(newer.resolve("format"), "2");

        assertFailsWith(
                node(other, "0", "0", "0"),
                "the data directory " + other
                        + " belongs to cluster \"blue\", and this node is of cluster \"netfs-cache\": set --cluster-name"
                        + " to the former, or give the node an empty data directory");
        assertFailsWith(
                node(newer, "0", "0", "0"),
                "the data directory " + newer
                        + " has format 2, and this netfs-cache reads formats up to 1: run the newer version that wrote it,"
                        + " or give the node an empty data directory");
    }

    @Test
    void a_node_of_another_cluster_is_told_which_two_they_are(ProcessCluster cluster) throws Exception {
        String id = "%032x".formatted(9);
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("node-id"), id);
        Files.writeString(data.resolve("voters"), "voters-1 00000000000000aa 1 " + id);
        List<String> arguments = new ArrayList<>(
                List.of("node", "--data", data.toString(), "--listen", "0", "--member", "0", "--admin", "0"));
        arguments.addAll(cluster.joinOptions());

        Command node = Command.run(arguments);

        assertFailsWithOneLine(node, "00000000000000aa", "belong to cluster", "empty data directory");
        cluster.awaitMembers(cluster.nodes().size());
    }

    private static Command node(Path data, String listen, String member, String admin) throws Exception {
        return Command.run("node", "--data", data.toString(), "--listen", listen, "--member", member, "--admin", admin);
    }

    private static void assertFailsWith(Command node, String message) {
        assertThat(node.status()).as(node.err()).isEqualTo(1);
        assertThat(node.err().strip()).isEqualTo("netfs-cache node: " + message);
        assertThat(node.out()).isEmpty();
    }

    private static void assertFailsWithOneLine(Command node, String... words) {
        assertThat(node.status()).as(node.err()).isEqualTo(1);
        assertThat(node.err()).contains(words).startsWith("netfs-cache node: ");
        assertThat(node.err().lines()).as(node.err()).hasSize(1);
        assertThat(node.out()).isEmpty();
    }
}
