package io.netfscache.cli.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Addresses of this machine for the nodes of one cluster, 127.x.y.11 and so on, that no other cluster has: Linux answers
 * for all of 127.0.0.0/8. A listening socket keeps them until it is closed, or this process ends.
 *
 * <p>Hazelcast listens only on addresses that an interface has, of which there is one here. So each node has a port of
 * 127.0.0.1 too, below those that systems give to whoever asks for any; it connects from the node's own address though.
 */
final class Loopback implements AutoCloseable {
    private static final int NETWORKS = 800;
    private static final int CLAIM_PORT = 7439;
    private static final int CLAIM_HOST = 10;
    private static final int FIRST_PORT = 3_000;
    private static final int PORTS = 10;

    private final int network;
    private final ServerSocket claim;

    private Loopback(int network, ServerSocket claim) {
        this.network = network;
        this.claim = claim;
    }

    /**
     * Addresses that are free.
     *
     * @throws IOException when this system has no such addresses
     */
    static Loopback claim() throws IOException {
        int first = (int) (ProcessHandle.current().pid() * 31 % NETWORKS);
        IOException last = new IOException();
        for (int tried = 0; tried < NETWORKS; tried++) {
            int network = (first + tried) % NETWORKS;
            try {
                Loopback claimed = new Loopback(network, new ServerSocket(CLAIM_PORT, 1, address(network, CLAIM_HOST)));
                if (claimed.portsAreFree()) {
                    return claimed;
                }
                claimed.close();
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException(
                "this machine gives no node an address of its own in 127.0.0.0/8 (" + last.getMessage()
                        + "): Linux does; run it there, or in a container",
                last);
    }

    private boolean portsAreFree() throws IOException {
        for (int node = 0; node < ClusterLimits.MAX_NODES; node++) {
            InetSocketAddress port = port(node);
            try {
                new ServerSocket(port.getPort(), 1, port.getAddress()).close();
            } catch (BindException taken) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress address(int network, int host) throws IOException {
        // Not 127.0.x.y, which is everybody's.
        return InetAddress.getByAddress(
                new byte[] {127, (byte) (1 + network / 256), (byte) (network % 256), (byte) host});
    }

    /** That of the node of that index, 0 to 8. */
    InetAddress of(int node) throws IOException {
        return address(network, CLAIM_HOST + 1 + node);
    }

    /** Where the Hazelcast of the node of that index listens. */
    InetSocketAddress port(int node) throws IOException {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return new InetSocketAddress(local, FIRST_PORT + network * PORTS + node);
    }

    @Override
    public void close() {
        try {
            claim.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
