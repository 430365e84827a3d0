package io.netfscache.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.Json;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DemoResultTest {
    private static final PhaseResult COLD = new PhaseResult(800, 100, 700, 710, 1.5, 0, null, null);
    private static final PhaseResult WARM = new PhaseResult(800, 0, 800, 810, 1.0, 0, null, null);
    private static final PhaseResult CHANGE = new PhaseResult(80, 10, 70, 71, 0.1, 0, 0L, null);
    private static final PhaseResult KILL = new PhaseResult(800, 30, 770, 780, 2.0, 0, null, 30L);

    private static DemoResult result(
            PhaseResult cold, PhaseResult warm, PhaseResult change, PhaseResult kill, long wrongBytes) {
        return DemoResult.of(3, 8, 9, 100, 4.25, new DemoResult.Phases(cold, warm, change, kill), 2, wrongBytes);
    }

    @Test
    void jsonHasTheShapeThatTheIssueGives() {
        assertThat(Json.write(result(COLD, WARM, CHANGE, KILL, 0)))
                .isEqualTo(
                        "{\"nodes\":3,\"clients\":8,\"files\":9,\"datasetBytes\":100,\"startSeconds\":4.25,\"phases\":{"
                                + "\"cold\":{\"clientBytes\":800,\"originBytes\":100,\"cacheBytes\":700,\"socketBytes\":710,"
                                + "\"seconds\":1.5,\"errors\":0},"
                                + "\"warm\":{\"clientBytes\":800,\"originBytes\":0,\"cacheBytes\":800,\"socketBytes\":810,"
                                + "\"seconds\":1.0,\"errors\":0},"
                                + "\"change\":{\"clientBytes\":80,\"originBytes\":10,\"cacheBytes\":70,\"socketBytes\":71,"
                                + "\"seconds\":0.1,\"errors\":0,\"staleReads\":0},"
                                + "\"kill\":{\"clientBytes\":800,\"originBytes\":30,\"cacheBytes\":770,\"socketBytes\":780,"
                                + "\"seconds\":2.0,\"errors\":0,\"lostNodeBytes\":30}},"
                                + "\"lapses\":2,\"wrongBytes\":0,\"ok\":true}");
    }

    @Test
    void isNotOkWithAnyWrongByte() {
        assertThat(result(COLD, WARM, CHANGE, KILL, 1).ok()).isFalse();
    }

    @Test
    void isNotOkWhenTheOriginIsReadAgainByAWarmFleet() {
        PhaseResult read = new PhaseResult(800, 1, 799, 810, 1.0, 0, null, null);

        assertThat(result(COLD, read, CHANGE, KILL, 0).ok()).isFalse();
    }

    @Test
    void isNotOkWithAFailedRead() {
        PhaseResult failed = new PhaseResult(799, 100, 700, 710, 1.5, 1, null, null);

        assertThat(result(failed, WARM, CHANGE, KILL, 0).ok()).isFalse();
    }

    @Test
    void isNotOkWithAStaleRead() {
        assertThat(result(COLD, WARM, CHANGE.withStaleReads(1), KILL, 0).ok()).isFalse();
    }

    @Test
    void isNotOkWhenCacheBytesDidNotComeThroughSockets() {
        PhaseResult invented = new PhaseResult(800, 0, 800, 799, 1.0, 0, null, null);

        assertThat(result(COLD, invented, CHANGE, KILL, 0).ok()).isFalse();
    }

    @Test
    void isNotOkWhenALostNodeCostsMoreThanItsBytesForEachClient() {
        PhaseResult dear = new PhaseResult(800, 241, 559, 600, 2.0, 0, null, 30L);

        assertThat(result(COLD, WARM, CHANGE, dear, 0).ok()).isFalse();
    }

    @Test
    void theReportNamesWhatFailed() {
        DemoOptions options = new DemoOptions(3, 8, false, 0, null, InetAddress.getLoopbackAddress());

        assertThat(new Report(result(COLD, WARM, CHANGE, KILL, 0), options).text())
                .contains(
                        "3 nodes and 8 clients, in processes of their own, 9 files",
                        "lost their serving lease 2 times",
                        "\nOK: every byte was right");
        assertThat(new Report(result(COLD, WARM, CHANGE, KILL, 5), options).text())
                .contains("\nFAILED: 5 bytes were not those of the origin");
    }
}
