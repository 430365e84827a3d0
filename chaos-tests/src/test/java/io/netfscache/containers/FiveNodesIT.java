package io.netfscache.containers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Networks that fall apart into two and three parts, and become one again. */
@Tag("long")
@Timeout(300)
@ExtendWith(DockerEngine.class)
class FiveNodesIT {
    private static final Duration HOLD = Duration.ofSeconds(10);

    @RegisterExtension
    static final ClusterOfContainers CONTAINERS = new ClusterOfContainers(5);

    private final ContainerCluster cluster = CONTAINERS.get();

    @Test
    void three_of_five_go_on_and_two_serve_nothing() throws Exception {
        try (WarmFiles files = WarmFiles.fill(cluster)) {
            Episode partition = Episode.begin(cluster, "partition", "3|2");

            cluster.partition(List.of(Set.of(1, 3, 5), Set.of(2, 4)));

            partition.awaitEffect(
                    "three serve, two refuse",
                    () -> cluster.nodes().stream()
                            .allMatch(node -> cluster.number(node) % 2 == 1 ? node.serves() : node.refuses()));
            heal(partition, files, "3|2");
        }
    }

    @Test
    void nobody_serves_when_no_part_has_three_of_five() throws Exception {
        try (WarmFiles files = WarmFiles.fill(cluster)) {
            Episode partition = Episode.begin(cluster, "partition", "2|2|1");

            cluster.partition(List.of(Set.of(1, 2), Set.of(3, 4), Set.of(5)));

            partition.awaitEffect("all refuse", () -> cluster.nodes().stream().allMatch(NodePod::refuses));
            heal(partition, files, "2|2|1");
        }
    }

    private static void heal(Episode partition, WarmFiles files, String parts) throws Exception {
        partition.hold(HOLD).heal();
        double warm = files.warmShare();
        partition.check();
        Episode.print(
                "%s healed: all nodes served %.1f s later, %.2f of the cache was warm",
                parts, partition.secondsUntilWhole(), warm);
    }
}
