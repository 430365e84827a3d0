package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkloadTest {
    @Test
    void eachFileIsWrittenByOneClient() {
        for (Workload workload : List.of(Workload.of(8, 5), Workload.of(1, 7), Workload.of(5, 9))) {
            Stream<ChaosFile> written = IntStream.rangeClosed(1, workload.clients())
                    .boxed()
                    .flatMap(client -> workload.filesOf(client).stream());

            assertThat(written).containsExactlyInAnyOrderElementsOf(workload.allFiles());
        }
    }

    @Test
    void oneClientChangesFilesAsOftenAsEight() {
        assertThat(Workload.of(8, 5).habits().changePause()).isEqualTo(ChaosLimits.CHANGE_PAUSE);
        assertThat(Workload.of(1, 5).habits().changePause().multipliedBy(8)).isEqualTo(ChaosLimits.CHANGE_PAUSE);
        assertThat(Workload.of(32, 5).habits().changePause()).isEqualTo(ChaosLimits.CHANGE_PAUSE);
    }

    @Test
    void thereAreFilesForEveryNode() {
        assertThat(Workload.of(1, 7).files()).isEqualTo(7 * ChaosLimits.FILES_PER_NODE);
        assertThat(Workload.of(8, 5).files()).isEqualTo(8 * ChaosLimits.FILES_PER_CLIENT);
        assertThat(Workload.perClient(3).files()).isEqualTo(3 * ChaosLimits.FILES_PER_CLIENT);
    }
}
