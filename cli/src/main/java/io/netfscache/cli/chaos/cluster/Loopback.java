package io.netfscache.cli.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Addresses of this machine for the nodes of one cluster, 127.x.y.11 and so on, that no other cluster has: Linux answers
 * for all of 127.0.0.0/8. A listening socket keeps them until it is closed, or this process ends.
 */
final class Loopback implements AutoCloseable {
    private static final int CLAIM_PORT = 7439;
    private static final int CLAIM_HOST = 10;

    private final byte[] network;
    private final ServerSocket claim;

    private Loopback(byte[] network, ServerSocket claim) {
        this.network = network;
        this.claim = claim;
    }

    /**
     * Addresses that are free.
     *
     * @throws IOException when this system has no such addresses
     */
    static Loopback claim() throws IOException {
        int first = (int) (ProcessHandle.current().pid() * 31 & 0xffff);
        IOException last = new IOException();
        for (int tried = 0; tried < ClusterLimits.LOOPBACK_TRIES; tried++) {
            int number = first + tried;
            // Not 127.0.x.y, which is everybody's.
            byte[] network = {127, (byte) (1 + (number >> 8 & 0x7f)), (byte) number, 0};
            try {
                ServerSocket socket = new ServerSocket(CLAIM_PORT, 1, address(network, CLAIM_HOST));
                return new Loopback(network, socket);
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException(
                "this machine gives no node an address of its own in 127.0.0.0/8 (" + last.getMessage()
                        + "): Linux does; run it there, or in a container",
                last);
    }

    private static InetAddress address(byte[] network, int host) throws IOException {
        return InetAddress.getByAddress(new byte[] {network[0], network[1], network[2], (byte) host});
    }

    /** That of the node of that index, 0 to 8. */
    InetAddress of(int node) throws IOException {
        return address(network, CLAIM_HOST + 1 + node);
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
