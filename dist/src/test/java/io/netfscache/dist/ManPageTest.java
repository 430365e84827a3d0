package io.netfscache.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.NetfsCacheCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The pages of all commands: complete, and nothing in them that roff would take for something else. */
@Timeout(60)
final class ManPageTest {
    private static final Set<String> MACROS = Set.of(".TH", ".SH", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi");

    static List<CommandLine> commands() {
        List<CommandLine> all = new ArrayList<>();
        add(all, NetfsCacheCommand.commandLine());
        return all;
    }

    private static void add(List<CommandLine> all, CommandLine command) {
        if (!command.getCommandSpec().usageMessage().hidden()) {
            all.add(command);
            command.getSubcommands().values().stream().distinct().forEach(sub -> add(all, sub));
        }
    }

    private static ManPage page(CommandLine command) {
        return new ManPage(command, "1.2.3", LocalDate.of(2026, 11, 22));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aPageNamesAllOptionsAndHasNothingThatRoffWouldMistake(CommandLine command) {
        String text = page(command).text();
        assertThat(text.lines()).allSatisfy(line -> {
            assertThat(line).isNotEmpty().matches("[\\x20-\\x7e]*").doesNotEndWith(" ");
            if (line.startsWith(".") && !line.startsWith(".\\\"")) {
                assertThat(MACROS).contains(line.split(" ", 2)[0]);
            }
            assertThat(line)
                    .doesNotStartWith("'")
                    .doesNotContain("%n")
                    .doesNotContain("%%")
                    .doesNotContain("${");
            // Every backslash begins an escape that we write.
            assertThat(line.replaceAll("\\\\(e|-|&|f[BIR]|\\((aq|ga|ha|ti)|\\[u[0-9A-F]{4,5}])", ""))
                    .matches("[^\\\\]*|\\.\\\\\" .*");
        });
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = "\\fB" + option.longestName().replace("-", "\\-") + "\\fR";
            assertThat(text.contains(name)).as("%s", name).isEqualTo(!option.hidden());
        }
        assertThat(text).contains(".SH \"NAME\"", ".SH \"SYNOPSIS\"", ".SH \"DESCRIPTION\"", ".SH \"EXIT STATUS\"");
    }

    @Test
    void thePageOfTheProgramLeadsToAllOthers() {
        List<CommandLine> commands = commands();
        String text = page(commands.get(0)).text();
        assertThat(commands).hasSizeGreaterThan(8);
        for (CommandLine sub : commands.get(0).getSubcommands().values()) {
            String name = sub.getCommandSpec().qualifiedName("-").replace("-", "\\-");
            assertThat(text.contains("\\fB" + name + "\\fR(1)"))
                    .as(name)
                    .isEqualTo(!sub.getCommandSpec().usageMessage().hidden());
        }
    }

    private static CommandLine odd() {
        CommandSpec odd = CommandSpec.create().name("odd");
        odd.usageMessage()
                .description("It's \\odd, 100%% of it. \u2026", ".hidden", "'also")
                .footer("%nExamples:", "  odd --a-b 'c' > ~/d");
        odd.addOption(OptionSpec.builder("--a-b")
                .paramLabel("C")
                .type(String.class)
                .defaultValue("\\d")
                .description("Default: ${DEFAULT-VALUE}.%nMore.")
                .build());
        return new CommandLine(odd);
    }

    @Test
    void whatRoffWouldTakeForItsOwnIsEscaped() {
        String text = page(odd()).text();
        assertThat(text)
                .contains("odd \\- It\\(aqs \\eodd, 100% of it\n")
                .contains("\\&.hidden\n", "\n\\(aqalso\n", "\\[u2026]")
                .contains(".TP\n\\fB\\-\\-a\\-b\\fR\\fI=C\\fR\nDefault: \\ed.\nMore.\n")
                .contains(".SH \"EXAMPLES\"\n.RS \"4\"\n.nf\nodd \\-\\-a\\-b \\(aqc\\(aq > \\(ti/d\n.fi\n.RE\n");
    }

    /** Where one of the two formatters is installed, it has nothing to complain of either. */
    @Test
    void theFormattersOfTheSystemAcceptThePages(@TempDir Path folder) throws Exception {
        for (CommandLine command : commands()) {
            Path file = folder.resolve(page(command).name() + ".1");
            Files.writeString(file, page(command).text());
            for (List<String> formatter : List.of(
                    List.of("mandoc", "-Tlint", "-Wwarning"), List.of("groff", "-man", "-Tutf8", "-ww", "-z"))) {
                if (isInstalled(formatter.get(0))) {
                    List<String> line = Stream.concat(formatter.stream(), Stream.of(file.toString()))
                            .toList();
                    assertThat(output(line)).as("%s", line).isEmpty();
                }
            }
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1)).anyMatch(at -> Files.isExecutable(Path.of(at, program)));
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
