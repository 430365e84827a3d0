package io.netfscache.cli.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalClusterIT {
    private static LocalCluster cluster;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        cluster = LocalCluster.start(LocalCluster.Options.of(3, folder));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void allPassesThroughTheFirewallAndItKnowsWhoSpeaksToWhom() {
        assertThat(cluster.firewall().refused()).isEmpty();
        assertThat(cluster.voters()).hasSize(3);
        for (Node from : cluster.nodes()) {
            for (Node to : cluster.nodes()) {
                System.err.println(from.name() + " " + to.name() + " " + cluster.firewall().traffic(from.name(), to.name()));
            }
        }
        System.err.println(cluster.node("node-1").status());
        System.err.println(cluster.describe());
    }
}
