package io.netfscache.cli.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.cli.Stopwatch;
import io.netfscache.cli.Wiring;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class LocalClusterIT {
    private static final Duration EFFECTIVE = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofSeconds(40);
    private static final Duration LATE = Duration.ofMillis(200);

    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    /** Each takes some 15 s. */
    private static final Set<Class<? extends Fault>> QUICK =
            Set.of(Fault.Kill.class, Fault.CutTwoWay.class, Fault.FullDisk.class);

    @TempDir
    private static Path folder;

    private static LocalCluster cluster;
    private static ReadingClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = new LocalCluster(LocalCluster.Options.of(3, folder));
        cluster.begin();
        client = ReadingClient.connect("client-1", cluster.servers(), folder.resolve("origin"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Fault> faults() {
        return LONG ? allFaults() : allFaults().filter(fault -> QUICK.contains(fault.getClass()));
    }

    private static Stream<Fault> allFaults() {
        return Stream.of(
                new Fault.Kill("node-1"),
                new Fault.Pause("node-2"),
                new Fault.Restart("node-3"),
                new Fault.CutOneWay("node-1", true),
                new Fault.CutOneWay("node-2", false),
                new Fault.CutTwoWay("node-3"),
                new Fault.Partition(List.of(Set.of("node-1", "client-1"), Set.of("node-2", "node-3"))),
                new Fault.Rejection(List.of(Set.of("node-1"), Set.of("node-2", "node-3"))),
                new Fault.ClientCut("client-1"),
                new Fault.SlowLink("node-1", "node-2", LATE, 1 << 20),
                new Fault.SlowLink("client-1", "node-3", LATE, 1 << 20),
                new Fault.FullDisk("node-2"),
                new Fault.ClockOffset("node-3", Duration.ofMinutes(-5)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsSeenToHaveItsEffectAndTheClusterServesAgainWhenItIsMended(Fault fault) throws Exception {
        // Given
        assertThat(cluster.awaitWhole(WHOLE)).as(() -> cluster.describe()).isTrue();

        // When
        Stopwatch effect = Wiring.stopwatch();
        Injection injection = fault.inject(cluster);

        // Then
        try {
            await(fault.name() + " is effective").atMost(EFFECTIVE).until(() -> {
                client.readNewFile();
                return injection.effective();
            });
        } finally {
            // The faults that follow need the cluster whole.
            injection.heal();
        }
        double effective = effect.seconds();
        Stopwatch recovery = Wiring.stopwatch();

        // Then
        assertThat(cluster.awaitWhole(WHOLE)).as(() -> cluster.describe()).isTrue();
        double whole = recovery.seconds();
        await("a file is in the cache").atMost(WHOLE).until(() -> client.readsFromCache());
        assertThat(cluster.firewall().refused()).isEmpty();
        System.err.printf(
                Locale.ROOT,
                "%s of %s: effective after %.1f s (%s); whole %.1f s after it was mended, cached after %.1f s%n",
                fault.name(),
                fault.target(),
                effective,
                injection.observed(),
                whole,
                recovery.seconds());
    }

    @Test
    void allVotersAreNamed() {
        assertThat(cluster.voters()).containsExactly("node-1", "node-2", "node-3");
    }

    @Test
    void whatNodesSayToEachOtherAndToClientsPassesTheFirewall() {
        for (String from : cluster.names()) {
            for (String to : cluster.names()) {
                if (!from.equals(to)) {
                    assertThat(cluster.firewall().traffic(from, to).passedBytes())
                            .as("%s to %s", from, to)
                            .isPositive();
                }
            }
        }
        assertThat(cluster.firewall()
                        .traffic((from, to) -> from.equals("client-1"))
                        .passedBytes())
                .isPositive();
    }
}
