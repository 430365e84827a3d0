package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.command.TopContainerResponse;
import io.netfscache.chaos.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/** The image, as a cluster of three nodes that know of each other only a name. */
@Timeout(240)
@ExtendWith(DockerEngine.class)
class ImageIT {
    private static final int ENDED_BY_SIGTERM = 143;
    private static final String FILE = "/opt/netfs-cache/jvm.options";
    private static final Pattern MAX_HEAP = Pattern.compile("-XX:MaxHeapSize=([0-9]+)");
    private static final Pattern NODE_ID = Pattern.compile("netfs-cache node ([0-9a-f]{32}) ready");

    private static final Undo UNDO = new Undo();
    private static List<NodeContainer> nodes = List.of();

    @BeforeAll
    static void start() {
        Leftovers.sweep();
        Network network = Leftovers.network(create -> {});
        UNDO.add(network::close);
        nodes = Stream.of("node-1", "node-2", "node-3")
                .map(name -> new NodeContainer(name, network, 3))
                .toList();
        nodes.forEach(node -> UNDO.add(node::stop));
        Startables.deepStart(nodes).join();
    }

    @AfterAll
    static void stop() {
        UNDO.close();
    }

    @Test
    void nodes_that_find_each_other_by_a_name_serve() throws Exception {
        ExecResult status = nodes.get(0).netfsCache("status", "--servers", "node-2:7440");
        ExecResult read = nodes.get(1).netfsCache("cat", "--servers", "node-3:7440", FILE);

        assertThat(status.getStdout()).startsWith("healthy: 3 of 3 nodes serve").contains("node-1:7440", "node-3:7440");
        assertThat(read.getStdout()).startsWith(Files.readString(Path.of("..", "dist", "image", "jvm.options")));
    }

    @Test
    void a_node_is_not_root_and_writes_to_its_data_and_the_temporary_folder_only() throws Exception {
        NodeContainer node = nodes.get(0);

        TopContainerResponse processes = node.getDockerClient()
                .topContainerCmd(node.getContainerId())
                .withPsArgs("-o pid,uid")
                .exec();
        ExecResult intoRoot = node.netfsCache("cp", "--servers", "node-1:7440", FILE, "/opt/copy");
        ExecResult intoTemporary = node.netfsCache("cp", "--servers", "node-1:7440", FILE, "/tmp/copy");

        assertThat(Arrays.stream(processes.getProcesses()).map(process -> process[1]))
                .containsOnly("10001");
        assertThat(intoRoot.getStderr()).contains("Read-only file system");
        assertThat(intoTemporary.getExitCode()).as(intoTemporary.getStderr()).isZero();
    }

    @Test
    void the_heap_follows_the_memory_limit_and_netty_has_its_library() throws Exception {
        String flags = nodes.get(0).runtime("jcmd", "1", "VM.flags").getStdout();
        String libraries = nodes.get(0).runtime("jcmd", "1", "VM.dynlibs").getStdout();

        Matcher heap = MAX_HEAP.matcher(flags);
        assertThat(heap.find()).as(flags).isTrue();
        assertThat(Long.parseLong(heap.group(1)))
                .isBetween(NodeContainer.MEMORY_BYTES * 35 / 100, NodeContainer.MEMORY_BYTES * 45 / 100);
        assertThat(libraries).contains("/opt/netfs-cache/lib/libnetty_transport_native_epoll");
    }

    @Test
    void a_node_that_is_told_to_stop_ends_by_itself_and_comes_back_as_itself() {
        try (Network own = Leftovers.network(create -> {});
                NodeContainer node = new NodeContainer("alone", own, 1)) {
            node.start();
            String id = id(node.getLogs());

            node.terminate();
            ContainerState stopped = node.state();
            node.getDockerClient().startContainerCmd(node.getContainerId()).exec();

            assertThat(stopped.getExitCodeLong()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(stopped.getOOMKilled()).isFalse();
            await("ready again")
                    .atMost(Waits.READY)
                    .until(() -> NODE_ID.matcher(node.getLogs()).results().count() == 2);
            assertThat(NODE_ID.matcher(node.getLogs()).results().map(result -> result.group(1)))
                    .containsOnly(id);
        }
    }

    private static String id(String log) {
        Matcher id = NODE_ID.matcher(log);
        assertThat(id.find()).as(log).isTrue();
        return id.group(1);
    }
}
