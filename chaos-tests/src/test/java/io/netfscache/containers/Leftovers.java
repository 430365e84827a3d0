package io.netfscache.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/**
 * Containers and networks of tests carry a label that says which JVM has made them. A JVM takes away its own; what one that was
 * killed has left, the next one does.
 */
final class Leftovers {
    static final String LABEL = "io.netfscache.test";
    private static final int START_TIME = 19;

    private Leftovers() {}

    /** For what this JVM makes. */
    static Map<String, String> label() {
        return Map.of(LABEL, owner(ProcessHandle.current().pid()));
    }

    /** A network with the label; is there after {@link Network#getId}. */
    static Network network(Consumer<CreateNetworkCmd> settings) {
        return Network.builder()
                .createNetworkCmdModifier(create -> create.withLabels(label()))
                .createNetworkCmdModifier(settings)
                .build();
    }

    /** Removes all containers and networks of JVMs that are not there any more. */
    static void sweep() {
        DockerClient client = DockerClientFactory.lazyClient();
        List<Container> containers = client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(LABEL))
                .exec();
        for (Container container : containers) {
            if (!isAlive(container.getLabels().get(LABEL))) {
                remove(() -> client.removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec());
            }
        }
        for (com.github.dockerjava.api.model.Network network :
                client.listNetworksCmd().withFilter("label", List.of(LABEL)).exec()) {
            if (!isAlive(network.getLabels().get(LABEL))) {
                remove(() -> client.removeNetworkCmd(network.getId()).exec());
            }
        }
    }

    private static void remove(Runnable removal) {
        try {
            removal.run();
        } catch (NotFoundException | ConflictException quicker) {
            // Another JVM sweeps at the same time.
        }
    }

    /** Whether the JVM that the label names still runs. */
    static boolean isAlive(String label) {
        return label.equals(owner(Long.parseLong(label.substring(0, label.indexOf('-')))));
    }

    /** Its number, which another process may have later, and when the kernel started it. */
    private static String owner(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return pid + "-" + stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_TIME];
        } catch (NoSuchFileException ended) {
            return pid + "-ended";
        } catch (IOException e) {
            throw new UncheckedIOException("when process " + pid + " was started cannot be told", e);
        }
    }
}
