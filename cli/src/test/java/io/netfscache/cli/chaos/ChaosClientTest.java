package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.Recorder;
import io.netfscache.cli.chaos.history.Recording;
import io.netfscache.cli.chaos.history.Verdict;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ChaosClientTest {
    private static final Workload ALONE = Workload.perClient(1);

    private static ChaosOrigin startOrigin() throws IOException {
        return ChaosOrigin.start(ALONE.allFiles(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    /** With a node that does not answer. */
    private static ChaosClient connect(ServerSocket node, ChaosOrigin origin, Recorder recorder) throws IOException {
        List<InetSocketAddress> servers = List.of((InetSocketAddress) node.getLocalSocketAddress());
        ClientSettings settings = new ClientSettings(1, ALONE, servers, origin.url(), 1, Rules.ALL);
        return ChaosClient.connect(settings, recorder, new RecentChanges(Wiring.nanoClock()), Wiring.nanoClock());
    }

    @Test
    void withoutAnyNodeAClientReadsRightBytesFromTheOriginAndIsStoppedInTime() throws Exception {
        // Given
        Recording recording = new Recording();
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChaosOrigin origin = startOrigin()) {
            try (ChaosClient client = connect(nobody, origin, recording)) {
                // When
                client.start();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> Checker.check(recording.history()).reads().checked() > 3
                                && invalidations(recording) > 0);

                // Then: an invalidation is under way for 30 s, and no read for as long as it is waited for here
                assertThat(client.isWorking()).isTrue();
                assertThat(client.stop(Duration.ofSeconds(3), Wiring.nanoClock()))
                        .singleElement()
                        .asString()
                        .startsWith("chaos-client-1-writes: a call has not ended");
            }
            assertThat(origin.traffic()).containsOnlyKeys("client-1", "client-1-writes");
        }
        Verdict verdict = Checker.check(recording.history());
        assertThat(verdict.ok()).as(verdict.sentences().toString()).isTrue();
        assertThat(verdict.reads().fromOrigin()).isEqualTo(verdict.reads().checked());
        assertThat(verdict.invalidations()).isEqualTo(new Verdict.Invalidations(0, 0, 1));
    }

    @Test
    void aClientWithAThreadThatHasEndedDoesNotWork() throws Exception {
        // Given a history that takes nothing
        Recorder full = event -> {
            throw new IllegalStateException("no space left");
        };
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChaosOrigin origin = startOrigin()) {
            try (ChaosClient client = connect(nobody, origin, full)) {
                // When
                client.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> !client.isWorking());

                // Then
                assertThat(client.stop(Duration.ofSeconds(60), Wiring.nanoClock()))
                        .isNotEmpty()
                        .allMatch(problem -> problem.contains("ended before the run did"));
            }
        }
    }

    private static long invalidations(Recording recording) {
        return recording.history().events().stream()
                .filter(event -> event instanceof Event.Invoked invoked && invoked.call() instanceof Call.Invalidate)
                .count();
    }
}
