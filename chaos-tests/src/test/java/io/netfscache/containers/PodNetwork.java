package io.netfscache.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.List;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** A network of its own, whose addresses are given here: a container that is started again keeps its own, as in a pod. */
final class PodNetwork implements AutoCloseable {
    private static final int FIRST_HOST = 10;
    private static final int TRIES = 20;

    private final Network network;
    private final String prefix;
    private int next = FIRST_HOST;

    private PodNetwork(Network network, String subnet) {
        this.network = network;
        this.prefix = subnet.substring(0, subnet.lastIndexOf('.') + 1);
    }

    /**
     * Docker knows which addresses are free, but gives containers fixed ones only of those it was told. Between its answer and
     * the order somebody else may have taken them.
     */
    static PodNetwork create() {
        return create(PodNetwork::freeSubnet);
    }

    /** @param subnets asked again when the addresses that it gave are taken */
    static PodNetwork create(Supplier<String> subnets) {
        for (int attempt = 1; ; attempt++) {
            String subnet = subnets.get();
            Network network = Leftovers.network(
                    create -> create.withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet))));
            try {
                network.getId();
                return new PodNetwork(network, subnet);
            } catch (DockerException e) {
                if (attempt == TRIES || !String.valueOf(e.getMessage()).contains("overlaps")) {
                    throw e;
                }
            }
        }
    }

    /** One that nobody has now, such as {@code 172.18.0.0/16}. */
    static String freeSubnet() {
        try (Network probe = Leftovers.network(create -> {})) {
            return client().inspectNetworkCmd()
                    .withNetworkId(probe.getId())
                    .exec()
                    .getIpam()
                    .getConfig()
                    .get(0)
                    .getSubnet();
        }
    }

    Network network() {
        return network;
    }

    /** The addresses in it, such as {@code 172.18.0.}, without their last numbers. */
    String prefix() {
        return prefix;
    }

    /** One that has not been given yet. */
    String nextAddress() {
        return prefix + next++;
    }

    void disconnect(String containerId) {
        client().disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(containerId)
                .withForce(true)
                .exec();
    }

    void connect(String containerId, String address, List<String> aliases) {
        client().connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(containerId)
                .withContainerNetwork(new ContainerNetwork()
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address))
                        .withAliases(aliases))
                .exec();
    }

    private static DockerClient client() {
        return DockerClientFactory.lazyClient();
    }

    @Override
    public void close() {
        network.close();
    }
}
