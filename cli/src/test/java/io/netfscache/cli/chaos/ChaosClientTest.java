package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.Recording;
import io.netfscache.cli.chaos.history.Verdict;
import io.netfscache.protocol.Rules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ChaosClientTest {
    @Test
    void withoutAnyNodeAClientReadsRightBytesFromTheOriginAndIsStoppedInTime() throws Exception {
        // Given
        Recording recording = new Recording();
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChaosOrigin origin = ChaosOrigin.start(
                        ChaosFile.some(ChaosLimits.FILES_PER_CLIENT),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        1)) {
            ClientSettings settings = new ClientSettings(
                    1, 1, List.of((InetSocketAddress) nobody.getLocalSocketAddress()), origin.url(), 1, Rules.ALL);
            RecentChanges recent = new RecentChanges(Wiring.nanoClock());
            try (ChaosClient client = ChaosClient.connect(settings, recording, recent, Wiring.nanoClock())) {
                // When
                client.start();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> Checker.check(recording.history()).reads().checked() > 3
                                && invalidations(recording) > 0);

                // Then: an invalidation is under way for 30 s
                assertThat(client.stop(Duration.ofMillis(100), Wiring.nanoClock()))
                        .singleElement()
                        .asString()
                        .startsWith("chaos-client-1-writes: a call has not ended");
            }
            assertThat(origin.traffic()).containsKey("client-1");
        }
        Verdict verdict = Checker.check(recording.history());
        assertThat(verdict.ok()).as(verdict.sentences().toString()).isTrue();
        assertThat(verdict.reads().fromOrigin()).isEqualTo(verdict.reads().checked());
        assertThat(verdict.invalidations()).isEqualTo(new Verdict.Invalidations(0, 0, 1));
    }

    private static long invalidations(Recording recording) {
        return recording.history().events().stream()
                .filter(event -> event instanceof Event.Invoked invoked && invoked.call() instanceof Call.Invalidate)
                .count();
    }
}
