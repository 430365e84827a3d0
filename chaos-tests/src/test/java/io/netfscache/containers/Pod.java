package io.netfscache.containers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.netfscache.chaos.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A container as locked up as a pod of the chart: read-only root but for {@code /tmp}, no capabilities, no new privileges, bounded
 * memory, an address that it keeps. What can happen to it is done from outside. One thread at a time.
 */
class Pod extends GenericContainer<Pod> {
    private static final long ENDED_BY_SIGTERM = 143;

    private final String name;
    private final PodNetwork network;
    private final String address;
    private final List<String> aliases;
    private final List<Bind> binds = new ArrayList<>();
    /** By a test, and not by itself. */
    private boolean stopped;

    /** @param aliases names in the network beside {@code name}; several pods may have the same */
    Pod(String name, PodNetwork network, List<String> aliases, long memoryBytes) {
        super(NodeImage.name());
        this.name = name;
        this.network = network;
        this.address = network.nextAddress();
        this.aliases = Stream.concat(Stream.of(name), aliases.stream()).toList();
        withLabels(Leftovers.label());
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
        // Refused by the engine when it does not run: then it has not been the test that stopped it.
        getDockerClient().killContainerCmd(getContainerId()).withSignal("KILL").exec();
        stopped = true;
        await(name + " is dead").atMost(Waits.ENDED).pollInterval(Waits.POLL).until(() -> !isUp());
    }

    /**
     * SIGTERM, and time to end by itself.
     *
     * @throws IllegalStateException when that was not enough
     */
    void terminate() {
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout((int) Waits.ENDED.toSeconds())
                .exec();
        stopped = true;
        long status = Objects.requireNonNull(state().getExitCodeLong());
        if (status != ENDED_BY_SIGTERM) {
            throw new IllegalStateException(name + " was told to end and ended with status " + status + ", not "
                    + ENDED_BY_SIGTERM + ": " + getLogs());
        }
    }

    /** The same container with the same folders once more. */
    void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
        stopped = false;
    }

    /** What happened to it that no test has done; empty: nothing, as it should be. */
    Optional<String> crash() {
        ContainerState state = state();
        boolean starved = Boolean.TRUE.equals(state.getOOMKilled());
        boolean ended = !Boolean.TRUE.equals(state.getRunning()) && !stopped;
        return starved || ended
                ? Optional.of(name
                        + (ended ? " has ended by itself with status " + state.getExitCodeLong() : "")
                        + (starved ? " was killed for want of memory" : ""))
                : Optional.empty();
    }

    /** After a test that failed: starts it again although it has ended by itself. */
    void revive() {
        if (!isUp() && !stopped) {
            startAgain();
        }
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

    /**
     * Whatever a test has done to it is undone; does not wait until it works again.
     *
     * @throws IllegalStateException when it has ended by itself
     */
    void heal() {
        if (Boolean.TRUE.equals(state().getPaused())) {
            unpause();
        }
        if (!isUp()) {
            if (!stopped) {
                throw new IllegalStateException(crash().orElse(name));
            }
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
