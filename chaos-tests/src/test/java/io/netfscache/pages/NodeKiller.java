package io.netfscache.pages;

import io.netfscache.chaos.NodeProcess;
import io.netfscache.chaos.ProcessCluster;
import java.io.IOException;

/** Kills nodes of a cluster, one after another; each starts again at once, on its directory. */
final class NodeKiller {
    private static final int NODES = 3;

    private final ProcessCluster cluster;
    private int kills;

    NodeKiller(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    /** kill -9. Waits before until the last one is back. */
    void strike() throws IOException, InterruptedException {
        cluster.heal();
        NodeProcess node = cluster.node(kills % NODES);
        node.kill9();
        node.start();
        kills++;
    }

    int kills() {
        return kills;
    }
}
