package io.netfscache.cli.chaos.cluster;

import io.netfscache.cli.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where a node runs.
 *
 * @param address its own: everybody finds it there, through the firewall, and it connects from there
 * @param ownMember where its Hazelcast listens, behind the firewall
 * @param folder where its data directory and its log are
 */
record Seat(String name, InetAddress address, InetSocketAddress ownMember, Path folder) {
    private static final int DATA = 7440;
    private static final int MEMBER = 7442;
    private static final int OWN_DATA = 7540;
    private static final int ADMIN = 7541;

    Path data() {
        return folder.resolve(name);
    }

    /** Where everybody is told to find its data port. */
    InetSocketAddress publicData() {
        return new InetSocketAddress(address, DATA);
    }

    /** Where it listens for data, behind the firewall. */
    InetSocketAddress ownData() {
        return new InetSocketAddress(address, OWN_DATA);
    }

    /** Where the other nodes are told to find its Hazelcast. */
    InetSocketAddress publicMember() {
        return new InetSocketAddress(address, MEMBER);
    }

    InetSocketAddress admin() {
        return new InetSocketAddress(address, ADMIN);
    }

    /** As {@code --join} takes it. */
    String joinAddress() {
        return HostPort.format(publicMember());
    }
}
