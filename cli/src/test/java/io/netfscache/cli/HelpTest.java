package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every command explains itself, and what it says of itself is true. */
@Timeout(60)
class HelpTest {
    private static final int COLUMNS = 80;
    /** Up to what a shell would take: a pipe, a redirection, the end of a substitution. */
    private static final Pattern EXAMPLE =
            Pattern.compile("(?m)^  (?:source <\\()?netfs-cache ((?:[^|>)\\n\\\\]|\\\\\\n)*)");

    /** Names of all commands that are not hidden, with those of their parents in front. */
    static Stream<String> commands() {
        List<String> names = new ArrayList<>(List.of(""));
        collect("", NetfsCacheCommand.commandLine(), names);
        return names.stream();
    }

    private static void collect(String prefix, CommandLine parent, List<String> names) {
        parent.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                names.add((prefix + " " + name).strip());
                collect(prefix + " " + name, command, names);
            }
        });
    }

    private static CommandLine find(String name) {
        CommandLine found = NetfsCacheCommand.commandLine();
        for (String part : name.isEmpty() ? new String[0] : name.split(" ")) {
            found = found.getSubcommands().get(part);
        }
        return found;
    }

    /** As it is where nobody can tell how wide the terminal is. */
    private static String help(String command) {
        StringWriter out = new StringWriter();
        CommandLine line = NetfsCacheCommand.commandLine();
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(COLUMNS);
        line.setOut(new PrintWriter(out));
        List<String> arguments = new ArrayList<>(command.isEmpty() ? List.of() : Arrays.asList(command.split(" ")));
        arguments.add("--help");
        assertThat(line.execute(arguments.toArray(String[]::new))).isZero();
        return out.toString();
    }

    private static List<String> examples(String help) {
        List<String> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(help);
        while (matcher.find()) {
            examples.add(matcher.group(1)
                    .replaceAll("\\\\\\n", " ")
                    .replaceAll("2\\s*$", "")
                    .strip());
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItIsForAndHowItEnds(String command) {
        assertThat(find(command).getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(help(command)).contains("Usage: netfs-cache", "Exit status:", "Example");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionAndParameterIsDescribed(String command) {
        assertThat(find(command).getCommandSpec().args())
                .allSatisfy(argument -> assertThat(argument.description())
                        .as(argument.toString())
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpFitsInto80Columns(String command) {
        assertThat(help(command).lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(COLUMNS));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noExampleIsBrokenByTheWidthOfTheTerminal(String command) {
        String help = help(command);

        assertThat(String.join(
                                "\n",
                                find(command).getCommandSpec().usageMessage().footer())
                        .formatted()
                        .lines())
                .allSatisfy(line -> assertThat(help.lines()).contains(line));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theExamplesAreCommandsThatTheCommandLineTakes(String command) {
        List<String> examples = examples(help(command));

        assertThat(examples).isNotEmpty();
        assertThat(examples).allSatisfy(example -> {
            if (!command.isEmpty()) {
                assertThat(example).startsWith(command);
            }
            NetfsCacheCommand.commandLine().parseArgs(example.split("\\s+"));
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsThatAreNamedInDescriptionsExist(String command) {
        Matcher named = Pattern.compile("'netfs-cache ([a-z-]+)").matcher(help(command));
        while (named.find()) {
            assertThat(NetfsCacheCommand.commandLine().getSubcommands()).containsKey(named.group(1));
        }
    }

    @Test
    void theManualHasAllCommandsAndExitCodes() throws IOException {
        String manual = Files.readString(Path.of("..", "docs", "cli.md"));

        assertThat(commands().filter(name -> !name.isEmpty()))
                .allSatisfy(name -> assertThat(manual).contains("`" + name));
        assertThat(find("").getCommandSpec().usageMessage().exitCodeList().keySet())
                .allSatisfy(code -> assertThat(manual).contains("| " + code + " |"));
    }

    private static String completion(String shell) {
        StringWriter out = new StringWriter();
        CommandLine line = NetfsCacheCommand.commandLine();
        line.setOut(new PrintWriter(out));
        assertThat(line.execute("completion", shell)).isZero();
        return out.toString();
    }

    @Test
    void theCompletionKnowsAllCommandsAndOptionsAndNoHiddenOnes() {
        String script = completion("bash");

        assertThat(commands().filter(name -> !name.contains(" ")))
                .allSatisfy(name -> assertThat(script).contains(name));
        assertThat(script).contains("--servers", "--limit", "complete -F");
        assertThat(hiddenOptions(NetfsCacheCommand.commandLine()))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(script).doesNotContain(option));
        assertThat(script).doesNotContain("demo-client");
    }

    private static List<String> hiddenOptions(CommandLine line) {
        List<String> names = new ArrayList<>();
        for (OptionSpec option : line.getCommandSpec().options()) {
            if (option.hidden()) {
                names.add(option.longestName());
            }
        }
        line.getSubcommands().values().forEach(command -> names.addAll(hiddenOptions(command)));
        return names;
    }

    @Test
    void zshGetsItsOwnBeginning() {
        assertThat(completion("zsh")).startsWith("autoload").contains("bashcompinit");
    }
}
