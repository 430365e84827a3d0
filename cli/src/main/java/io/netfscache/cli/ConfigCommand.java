package io.netfscache.cli;

import io.netfscache.cli.config.ConfigSources;
import io.netfscache.cli.config.Configuration;
import io.netfscache.cli.config.ConfiguredCommandLine;
import io.netfscache.cli.config.ConfiguredCommandLine.Checked;
import io.netfscache.cli.config.NodeSettings;
import io.netfscache.cli.config.Problem;
import io.netfscache.cli.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code config}: what the configuration is, and whether it is right. */
@Command(
        name = "config",
        description = "Shows or checks the configuration: options, environment, files and defaults together.",
        footer = {
            "%nExamples:",
            "  netfs-cache config show",
            "  netfs-cache config check /etc/netfs-cache/netfs-cache.yaml"
        },
        subcommands = {ConfigCommand.Show.class, ConfigCommand.Check.class})
final class ConfigCommand implements Runnable, Checked {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do is missing: show or check");
    }

    @Override
    public List<Problem> problems(Configuration configuration) {
        return List.of();
    }

    /** All problems; those between the settings of a node only where a node is configured. */
    private static List<Problem> all(Configuration configuration) {
        List<Problem> problems = new ArrayList<>(configuration.problems());
        if (configuration.find(Settings.NODE_DATA) != null) {
            problems.addAll(NodeSettings.problems(configuration));
        }
        return problems;
    }

    /** {@code config show}. */
    @Command(
            name = "show",
            description = "Shows the value of each setting and where it comes from. Secrets are not shown.",
            footer = {"%nExamples:", "  netfs-cache config show", "  netfs-cache config show --json"})
    static final class Show implements Callable<Integer>, Checked {
        @SuppressWarnings("NullAway.Init")
        @Spec
        private CommandSpec spec;

        @Mixin
        private OutputOptions output = new OutputOptions();

        record Shown(List<Configuration.Effective> settings, List<String> problems) {
            String table() {
                Table table = new Table("setting", "value", "from");
                settings.forEach(
                        one -> table.row(one.key(), one.value() == null ? "(not set)" : one.value(), one.source()));
                return table.toString();
            }
        }

        @Override
        public List<Problem> problems(Configuration configuration) {
            return List.of();
        }

        @Override
        public Integer call() throws Exception {
            Configuration configuration = ConfiguredCommandLine.of(spec);
            List<Problem> problems = all(configuration);
            Shown shown = new Shown(
                    configuration.effective(),
                    problems.stream().map(Problem::toString).toList());
            output.print(shown, shown::table);
            if (problems.isEmpty()) {
                return ExitCode.OK;
            }
            output.notice("netfs-cache config show: " + Problem.text(problems));
            return ExitCode.USAGE;
        }
    }

    /** {@code config check}. */
    @Command(
            name = "check",
            description = "Checks options, environment and configuration files, and names everything that is wrong.",
            footer = {"%nExamples:", "  netfs-cache config check", "  netfs-cache config check new.yaml"})
    static final class Check implements Callable<Integer>, Checked {
        @SuppressWarnings("NullAway.Init")
        @Spec
        private CommandSpec spec;

        @Mixin
        private OutputOptions output = new OutputOptions();

        @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to check instead of those in use.")
        private @Nullable Path file;

        record Checkup(boolean ok, List<String> files, List<String> problems) {}

        @Override
        public List<Problem> problems(Configuration configuration) {
            return List.of();
        }

        @Override
        public Integer call() throws Exception {
            ConfigSources used = ConfiguredCommandLine.sources(spec);
            ConfigSources checked = file == null ? used : new ConfigSources(used.environment(), List.of(file));
            List<Problem> problems = all(ConfiguredCommandLine.check(spec, checked));
            List<String> files = checked.files().stream().map(Path::toString).toList();
            String where = files.isEmpty() ? "no configuration file" : String.join(", ", files);
            if (problems.isEmpty()) {
                output.print(new Checkup(true, files, List.of()), () -> "the configuration is right (" + where + ")");
                return ExitCode.OK;
            }
            List<String> texts = problems.stream().map(Problem::toString).toList();
            output.print(new Checkup(false, files, texts), () -> Problem.text(problems));
            return ExitCode.USAGE;
        }
    }
}
