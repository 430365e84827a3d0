package io.netfscache.containers;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(600)
@ExtendWith(DockerEngine.class)
class ThreeNodesIT {
    @Test
    void starts() throws Exception {
        long t = System.nanoTime();
        try (ContainerCluster cluster = ContainerCluster.start(3, Path.of("target/container-chaos/x"))) {
            System.out.println("started " + (System.nanoTime() - t) / 1e9);
            cluster.awaitClients();
            cluster.keepEvidence(Path.of("target/container-chaos/ev"));
            System.out.println(io.netfscache.cli.chaos.history.Checker.check(cluster.histories().read()));
            System.out.println(cluster.node(1).caches());
        }
    }
}
