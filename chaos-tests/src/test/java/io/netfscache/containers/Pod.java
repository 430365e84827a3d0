package io.netfscache.containers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A container as locked up as a pod of the chart: read-only root but for {@code /tmp}, no capabilities, no new privileges, bounded
 * memory, an address that it keeps. What can happen to it is done from outside. One thread at a time.
 */
class Pod extends GenericContainer<Pod> {
    private final String name;
    private final PodNetwork network;
    private final String address;
    private final List<String> aliases;
    private final List<Bind> binds = new ArrayList<>();

    /** @param aliases names in the network beside {@code name}; several pods may have the same */
    Pod(String name, PodNetwork network, List<String> aliases, long memoryBytes) {
        super(NodeImage.name());
        this.name = name;
        this.network = network;
        this.address = network.nextAddress();
        this.aliases = Stream.concat(Stream.of(name), aliases.stream()).toList();
        withNetwork(network.network());
        withNetworkAliases(this.aliases.toArray(String[]::new));
        // The image is of this machine only.
        withImagePullPolicy(image -> false);
        // Whoever starts pods waits for all of them.
        waitingFor(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {}
        });
        withCreateContainerCmdModifier(create -> {
            HostConfig host = Objects.requireNonNull(create.getHostConfig());
            host.withReadonlyRootfs(true)
                    .withTmpFs(Map.of("/tmp", "rw,size=64m"))
                    .withCapDrop(Capability.ALL)
                    .withSecurityOpts(List.of("no-new-privileges"))
                    .withMemory(memoryBytes)
                    .withMemorySwap(memoryBytes)
                    .withBinds(binds);
            create.withIpv4Address(address).withHostName(name);
        });
    }

    /** Has a folder of this machine there; to be called before it is started. */
    final void mount(Path folder, String path, boolean readOnly) {
        binds.add(new Bind(
                folder.toAbsolutePath().toString(), new Volume(path), readOnly ? AccessMode.ro : AccessMode.rw));
    }

    /** For a program that ends when its standard input does; to be called before it is started. */
    final void untilEndOfInput() {
        withCreateContainerCmdModifier(create -> create.withStdinOpen(true));
    }

    String name() {
        return name;
    }

    /** The one of IPv4 in its network. */
    String address() {
        return address;
    }

    ContainerState state() {
        return getDockerClient().inspectContainerCmd(getContainerId()).exec().getState();
    }

    boolean isUp() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    /** Of the running container. */
    Links links() {
        return new Links(Objects.requireNonNull(state().getPidLong()));
    }

    /** kill -9. */
    void kill() {
        getDockerClient().killContainerCmd(getContainerId()).withSignal("KILL").exec();
        await(name + " is dead").atMost(Waits.STOPPED).pollInterval(Waits.POLL).until(() -> !isUp());
    }

    /** SIGTERM, and time to end by itself. */
    void terminate() {
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout((int) Waits.STOPPED.toSeconds())
                .exec();
    }

    /** The same container with the same folders once more. */
    void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }

    /** All its processes stand still. */
    void pause() {
        getDockerClient().pauseContainerCmd(getContainerId()).exec();
    }

    void unpause() {
        getDockerClient().unpauseContainerCmd(getContainerId()).exec();
    }

    /** Takes the interface away. */
    void disconnect() {
        network.disconnect(getContainerId());
    }

    /** Gives it an interface with the same address again. */
    void reconnect() {
        network.connect(getContainerId(), address, aliases);
    }

    boolean isConnected() {
        return getDockerClient()
                .inspectContainerCmd(getContainerId())
                .exec()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .stream()
                .anyMatch(endpoint -> address.equals(endpoint.getIpAddress()));
    }

    /** Whatever was done to it is undone; does not wait until it works again. */
    void heal() {
        if (Boolean.TRUE.equals(state().getPaused())) {
            unpause();
        }
        if (!isUp()) {
            startAgain();
        }
        if (!isConnected()) {
            reconnect();
        }
        links().heal();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
