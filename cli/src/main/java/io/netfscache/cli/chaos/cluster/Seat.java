package io.netfscache.cli.chaos.cluster;

import io.netfscache.cli.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Where a node runs: its address, on which it listens behind the firewall and the firewall before it, and its data
 * directory.
 */
record Seat(String name, InetAddress address, Path folder) {
    private static final int DATA = 7440;
    private static final int MEMBER = 7442;
    /** The node's own ports are this much above those that everybody is told. */
    private static final int BEHIND = 100;

    private static final int ADMIN = 7541;

    Path data() {
        return folder.resolve(name);
    }

    /** Where everybody is told to find its data port. */
    InetSocketAddress publicData() {
        return new InetSocketAddress(address, DATA);
    }

    InetSocketAddress ownData() {
        return new InetSocketAddress(address, DATA + BEHIND);
    }

    /** Where the other nodes are told to find its Hazelcast. */
    InetSocketAddress publicMember() {
        return new InetSocketAddress(address, MEMBER);
    }

    InetSocketAddress ownMember() {
        return new InetSocketAddress(address, MEMBER + BEHIND);
    }

    InetSocketAddress admin() {
        return new InetSocketAddress(address, ADMIN);
    }

    /** As {@code --join} takes it. */
    String joinAddress() {
        return HostPort.format(publicMember());
    }
}
