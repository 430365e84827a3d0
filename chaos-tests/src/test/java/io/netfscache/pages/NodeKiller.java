package io.netfscache.pages;

import io.netfscache.chaos.NodeProcess;
import io.netfscache.chaos.ProcessCluster;
import java.io.IOException;
import org.awaitility.core.ConditionTimeoutException;

/** Kills nodes of a cluster, one after another; each starts again at once, on its directory. */
final class NodeKiller {
    private static final int NODES = 3;
    /** Times that a whole cluster is waited for, each as long as one should ever need. */
    private static final int MAX_WAITS = 4;

    private final ProcessCluster cluster;
    private int kills;

    NodeKiller(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    /** kill -9. Waits before until the last one is back. */
    void strike() throws IOException, InterruptedException {
        heal();
        NodeProcess node = cluster.node(kills % NODES);
        node.kill9();
        node.start();
        kills++;
    }

    /** Waits until all nodes are there; on a busy machine for longer than they usually need, telling so. */
    void heal() throws IOException, InterruptedException {
        for (int waits = 1; ; waits++) {
            try {
                cluster.heal();
                return;
            } catch (ConditionTimeoutException e) {
                System.err.println("the cluster is not whole yet: " + e.getMessage());
                if (waits == MAX_WAITS) {
                    throw e;
                }
            }
        }
    }

    int kills() {
        return kills;
    }
}
