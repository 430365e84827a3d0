package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.NetfsCacheCommand;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "--seconds, 9, --seconds: 9 is not between 10 and 86400",
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
                    .contains(each.rule().effect(), each.faults().words());
        }
    }

    @Test
    void theListIsThereForProgramsToo() {
        assertThat(run("--list-sabotages", "--json")).isZero();

        assertThat(out.toString()).startsWith("[{\"name\":\"CONTENTS_CHANGE_UNDER_ONE_GENERATION\",\"rule\":\"1.1\"");
    }

    @ParameterizedTest
    @EnumSource(Sabotage.class)
    void aRuleThatOnlyTheSimulatorCanBreakIsRefused(Sabotage rule) {
        if (SabotageCase.of(rule).onRealNodes()) {
            assertThat(new ChaosOptions(1, 10, 1, 1, rule, null).broken()).containsExactly(rule);
        } else {
            assertThat(run("--sabotage", rule.name())).isEqualTo(2);
            assertThat(err.toString())
                    .contains(rule.name(), SabotageCase.of(rule).why(), "simulator");
        }
    }
}
