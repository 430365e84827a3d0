package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.Json;
import io.netfscache.cli.chaos.history.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChaosReportTest {
    private static final ChaosOptions OPTIONS = new ChaosOptions(7, 120, 5, 8, null, null);
    private static final Verdict VERDICT = new Verdict(
            new Verdict.Reads(100, 20, 60, 15, 5, 1, 2, 30),
            new Verdict.Invalidations(8, 0, 1),
            3,
            4,
            0,
            0,
            0,
            List.of(),
            0,
            1.5,
            "an invalidation",
            2.5);

    private static ChaosReport report(List<String> problems) {
        return ChaosReport.of(
                OPTIONS,
                Map.of("pause", new FaultCount(2, 1), "kill", new FaultCount(3, 3)),
                VERDICT,
                new OriginTraffic(40, 10, 5000),
                problems);
    }

    @Test
    void jsonBeginsWithWhatTheIssueGives() {
        assertThat(Json.write(report(List.of())))
                .startsWith("{\"seed\":7,\"faults\":{\"kill\":{\"injected\":3,\"effective\":3},"
                        + "\"pause\":{\"injected\":2,\"effective\":1}},"
                        + "\"invalidations\":{\"completed\":8,\"failed\":0,\"unknown\":1},"
                        + "\"readsChecked\":100,\"readsFromCache\":60,\"readsFromFolios\":20,"
                        + "\"readsFromCacheWithin1sOfInvalidation\":30,\"staleReads\":3,\"tornReads\":4,"
                        + "\"longestCallSeconds\":1.5,\"unavailableSeconds\":2.5,\"ok\":true,")
                .contains("\"originRequests\":40,\"originBytes\":5000,\"problems\":[]}")
                .doesNotContain("folder", "sabotage");
    }

    @Test
    void isNotOkWithAnyProblem() {
        ChaosReport report = report(List.of("client-1 read version 3"));

        assertThat(report.ok()).isFalse();
        assertThat(ChaosText.of(report)).contains("FAILED: client-1 read version 3");
    }

    @Test
    void theTextHasATableOfFaultsAndOneOfReads() {
        String text = ChaosText.of(report(List.of()));

        assertThat(text).contains("5 nodes and 8 clients for 120 s, seed 7").contains("OK:");
        assertThat(text.lines()).anyMatch(line -> line.matches("pause +2 +1"));
        assertThat(text.lines()).anyMatch(line -> line.matches("from the cluster +60"));
    }

    @Test
    void saysWhereEverythingStays() {
        assertThat(report(List.of("x")).in("there").folder()).isEqualTo("there");
    }
}
