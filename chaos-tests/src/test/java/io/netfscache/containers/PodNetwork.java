package io.netfscache.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** A network of its own, whose addresses are given here: a container that is started again keeps its own, as in a pod. */
final class PodNetwork implements AutoCloseable {
    private static final int FIRST_HOST = 10;

    private final Network network;
    private final String prefix;
    private int next = FIRST_HOST;

    private PodNetwork(Network network, String subnet) {
        this.network = network;
        this.prefix = subnet.substring(0, subnet.lastIndexOf('.') + 1);
    }

    /** Docker knows which addresses are free, but gives containers fixed ones only of those it was told. */
    static PodNetwork create() {
        String subnet;
        try (Network probe = Network.newNetwork()) {
            subnet = client().inspectNetworkCmd()
                    .withNetworkId(probe.getId())
                    .exec()
                    .getIpam()
                    .getConfig()
                    .get(0)
                    .getSubnet();
        }
        Network network = Network.builder()
                .createNetworkCmdModifier((CreateNetworkCmd create) ->
                        create.withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet))))
                .build();
        return new PodNetwork(network, subnet);
    }

    Network network() {
        return network;
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
