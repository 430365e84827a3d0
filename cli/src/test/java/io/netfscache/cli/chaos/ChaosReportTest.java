package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.Json;
import io.netfscache.cli.chaos.history.Verdict;
import io.netfscache.protocol.Sabotage;
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
        return report(OPTIONS, VERDICT, problems);
    }

    private static ChaosReport report(ChaosOptions options, Verdict verdict, List<String> problems) {
        return ChaosReport.of(
                        options,
                        Map.of("pause", new FaultCount(2, 1), "kill", new FaultCount(3, 3)),
                        verdict,
                        new OriginTraffic(40, 10, 5000),
                        30)
                .with(problems);
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
                .contains("\"originRequests\":40,\"originRequestsOfReaders\":30,\"originBytes\":5000,\"problems\":[]}")
                .doesNotContain("folder", "sabotage", "control");
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
    void aBrokenRuleIsFoundByStaleTornAndBackwardsReadsOnly() {
        ChaosOptions broken = new ChaosOptions(7, 120, 5, 8, Sabotage.NO_LEASE, null);
        Verdict nothingWrong = verdict(0, 0);

        ChaosReport found = report(broken, VERDICT, List.of("stale: client-1 read version 3"));
        ChaosReport back = report(broken, verdict(0, 1), List.of("back: client-1 read version 3"));
        ChaosReport notFound = report(broken, nothingWrong, List.of());
        ChaosReport nothingSaid = report(broken, nothingWrong, List.of("too few checked reads: 3"));

        assertThat(found.foundWrongReads()).isTrue();
        assertThat(back.foundWrongReads()).isTrue();
        assertThat(notFound.foundWrongReads()).isFalse();
        assertThat(nothingSaid.foundWrongReads()).isFalse();
        assertThat(List.of(found, back, notFound, nothingSaid).stream().map(ChaosCommand::status))
                .containsExactly(1, 1, 0, 3);
        assertThat(ChaosText.of(found))
                .endsWith("found: 3 stale and 4 torn reads, and 0 that went back, without rule NO_LEASE");
        assertThat(ChaosText.of(notFound)).endsWith("not found: no read was wrong without rule NO_LEASE");
        assertThat(ChaosText.of(nothingSaid)).contains("says nothing", "too few checked reads: 3");
    }

    @Test
    void aRunWithAllRulesFailsForAnyProblem() {
        assertThat(ChaosCommand.status(report(OPTIONS, verdict(0, 0), List.of())))
                .isZero();
        assertThat(ChaosCommand.status(report(OPTIONS, verdict(0, 0), List.of("too few checked reads: 3"))))
                .isEqualTo(1);
    }

    @Test
    void aControlIsNotTakenForAnOrdinaryRunNorForABrokenRule() {
        ChaosOptions control = new ChaosOptions(7, 120, 5, 8, Sabotage.NO_LEASE, true, null);
        ChaosReport good = report(control, verdict(0, 0), List.of()).in("there");
        ChaosReport wrong = report(control, verdict(3, 0), List.of("stale: client-1 read version 3"));
        ChaosReport poor = report(control, verdict(0, 0), List.of("too few checked reads: 3"));

        assertThat(Json.write(good)).contains("\"control\":\"NO_LEASE\"").doesNotContain("\"sabotage\"");
        assertThat(List.of(good, wrong, poor).stream().map(ChaosCommand::status))
                .containsExactly(0, 1, 1);
        assertThat(ChaosText.of(good))
                .contains("all rules kept: the control of NO_LEASE")
                .endsWith("OK: no read was wrong in the control of NO_LEASE");
        assertThat(ChaosText.of(wrong)).endsWith("FAILED: stale: client-1 read version 3");
        assertThat(ChaosText.of(poor)).endsWith("FAILED: too few checked reads: 3");
    }

    private static Verdict verdict(long stale, long back) {
        return new Verdict(VERDICT.reads(), VERDICT.invalidations(), stale, 0, 0, 0, back, List.of(), 0, 1.5, "", 2.5);
    }

    @Test
    void saysWhereEverythingStays() {
        assertThat(report(List.of("x")).in("there").folder()).isEqualTo("there");
    }
}
