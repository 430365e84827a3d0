package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.NetfsCacheCommand;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@Timeout(60)
class ChaosCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = NetfsCacheCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 1];
        all[0] = "chaos";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return line.execute(all);
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds, 24, --seconds: 24 is not between 25 and 3600",
        "--nodes, 0, --nodes: 0 is not between 1 and 9",
        "--clients, 33, --clients: 33 is not between 1 and 32",
        "--sabotage, NOTHING, --sabotage: there is no rule NOTHING; see --list-sabotages"
    })
    void wrongOptionsAreToldAndExitWith2(String option, String value, String message) {
        assertThat(run(option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aBrokenRuleNeedsThreeNodes() {
        assertThat(run("--sabotage", "NO_LEASE", "--nodes", "2")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--sabotage: NO_LEASE does not show with --nodes 2; it takes --nodes 3 or more");
    }

    @Test
    void aFolderWithSomethingInItIsNotMixedUpWithARun(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("history.jsonl"));

        assertThat(run("--keep", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--keep: " + folder + " is not empty");
        assertThat(file).exists();
    }

    @Test
    void aFileIsNoFolderToKeepThingsIn(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(run("--keep", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is no folder");
    }

    @Test
    void theListHasEveryRuleAndHowItIsShown() {
        assertThat(run("--list-sabotages")).isZero();

        for (SabotageCase each : SabotageCase.all()) {
            assertThat(out.toString().lines())
                    .filteredOn(line -> line.startsWith(each.rule().name() + " "))
                    .singleElement()
                    .asString()
                    .contains(
                            each.rule().effect(),
                            each.onRealNodes() ? each.faults().words() : "refused: " + each.why());
        }
    }

    @Test
    void theListIsThereForProgramsToo() {
        assertThat(run("--list-sabotages", "--json")).isZero();

        assertThat(out.toString())
                .startsWith("{\"sabotages\":[{\"name\":\"CONTENTS_CHANGE_UNDER_ONE_GENERATION\",\"rule\":\"1.1\"")
                .contains("\"realNodes\":false,\"breakable\":false,", "\"realNodes\":false,\"breakable\":true,")
                .doesNotContain("\"realNodes\":true,\"breakable\":false");
    }

    @ParameterizedTest
    @EnumSource(Sabotage.class)
    void theShortestRunHasFaultsThatShowABrokenRule(Sabotage rule) {
        SabotageCase each = SabotageCase.of(rule);
        if (each.onRealNodes() && !each.slowOrigin() && each.faults() != SabotageCase.Faults.NOTHING) {
            assertThat(new ChaosOptions(1, ChaosLimits.MIN_SECONDS, 3, 1, rule, null)
                            .plan(List.of("node-1", "node-2", "node-3"))
                            .steps())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Sabotage.class)
    void aRuleThatOnlyTheSimulatorCanBreakIsRefused(Sabotage rule) {
        if (SabotageCase.of(rule).onRealNodes()) {
            assertThat(new ChaosOptions(1, 30, 3, 1, rule, null).broken()).containsExactly(rule);
            assertThat(new ChaosOptions(1, 30, 3, 1, rule, true, null).broken()).isEmpty();
        } else {
            assertThat(run("--sabotage", rule.name())).isEqualTo(2);
            assertThat(err.toString())
                    .contains(rule.name(), SabotageCase.of(rule).why(), "simulator");
            assertThat(err.toString().contains("--anyway it is run"))
                    .isEqualTo(SabotageCase.of(rule).breakable());
        }
    }

    @Test
    void whatNobodyCanBeToldToBreakIsRefusedInAnyCase() {
        assertThat(run("--sabotage", "CLOCK_IN_PROCESSOR", "--anyway")).isEqualTo(2);
        assertThat(err.toString())
                .contains("CLOCK_IN_PROCESSOR", "no node can be told to break it")
                .doesNotContain("With --anyway");
    }

    @Test
    void aRefusedRuleIsRunWithTheOptionThatSaysSo() {
        // One node is too few for it: what is wrong is not that the rule is refused.
        assertThat(run("--sabotage", "NO_EVICTION", "--anyway", "--nodes", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--nodes 3 or more").doesNotContain("not for real nodes");
    }

    @Test
    void onlyARuleIsRunAnyway() {
        assertThat(run("--anyway")).isEqualTo(2);
        assertThat(err.toString()).contains("--anyway", "--sabotage NAME");
    }

    @Test
    void aControlIsThatOfARule() {
        assertThat(run("--control")).isEqualTo(2);
        assertThat(err.toString()).contains("--control", "--sabotage NAME");
    }

    @ParameterizedTest
    @EnumSource(Sabotage.class)
    void theDocumentSaysOfEachRuleWhatTheCommandSays(Sabotage rule) throws IOException {
        SabotageCase one = SabotageCase.of(rule);
        String start = "| `" + rule.name() + "` | " + rule.rule() + " | ";

        assertThat(Files.readAllLines(Path.of("../docs/chaos-sabotages.md")))
                .filteredOn(line -> line.startsWith(start))
                .singleElement()
                .asString()
                .startsWith(start + (one.onRealNodes() ? "found: " : "refused: " + one.why()))
                .contains(one.onRealNodes() ? one.faults().words() : one.why());
    }
}
