package io.netfscache.containers;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import io.netfscache.chaos.Waits;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A node in a container, as locked up as in a pod: read-only root, no capabilities, bounded memory. It finds the others by the
 * name {@value #NODES}, which all nodes of the network have, and is found by clients under its own name.
 */
public final class NodeContainer extends GenericContainer<NodeContainer> {
    public static final int DATA_PORT = 7440;
    static final String NODES = "nodes";
    static final long MEMORY_BYTES = 512L << 20;

    private final String name;

    /** @param clusterSize number of nodes the cluster is meant to have */
    public NodeContainer(String name, Network network, int clusterSize) {
        super(NodeImage.name());
        this.name = name;
        withLabels(Leftovers.label());
        withNetwork(network);
        withNetworkAliases(name, NODES);
        withEnv("NETFS_CACHE_NODE_JOIN_DNS", NODES);
        withEnv("NETFS_CACHE_NODE_CLUSTER_SIZE", Integer.toString(clusterSize));
        withEnv("NETFS_CACHE_NODE_ADVERTISE", name + ":" + DATA_PORT);
        // The image has no shell, with which Testcontainers would look at ports.
        waitingFor(Wait.forLogMessage(".* ready: data .*", 1).withStartupTimeout(Waits.READY));
        withCreateContainerCmdModifier(create -> {
            HostConfig host = Objects.requireNonNull(create.getHostConfig());
            host.withReadonlyRootfs(true)
                    .withTmpFs(Map.of("/tmp", "rw"))
                    .withCapDrop(Capability.ALL)
                    .withMemory(MEMORY_BYTES);
            create.withHostName(name);
        });
    }

    /** Its own name in the network. */
    public String nodeName() {
        return name;
    }

    /** A program of the runtime in the image, run in the container: {@code jcmd}. */
    public ExecResult runtime(String program, String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "/opt/java/bin/" + program;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return execInContainer(command);
    }

    /** A command of netfs-cache, run in the container. */
    public ExecResult netfsCache(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 3];
        command[0] = "@/opt/netfs-cache/jvm.options";
        command[1] = "-jar";
        command[2] = "/opt/netfs-cache/netfs-cache.jar";
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return runtime("java", command);
    }

    /** SIGTERM, and SIGKILL after the grace period. Keeps the container. */
    public void terminate() {
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout((int) Waits.ENDED.toSeconds())
                .exec();
    }

    public InspectContainerResponse.ContainerState state() {
        return getDockerClient().inspectContainerCmd(getContainerId()).exec().getState();
    }
}
