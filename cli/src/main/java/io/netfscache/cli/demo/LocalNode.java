package io.netfscache.cli.demo;

import io.netfscache.node.ClusterNode;
import java.net.InetSocketAddress;

/** A node in this process. */
record LocalNode(ClusterNode node) implements DemoNode {
    @Override
    public String id() {
        return node.id().toString();
    }

    @Override
    public InetSocketAddress dataAddress() {
        return node.dataAddress();
    }

    @Override
    public void kill() {
        node.close();
    }

    @Override
    public void close() {
        node.close();
    }
}
