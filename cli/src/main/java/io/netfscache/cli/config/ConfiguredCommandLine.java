package io.netfscache.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/**
 * A command line whose options are settings: those that are not given take their values from the environment and the
 * configuration files, and no command runs before all values from everywhere have been checked.
 */
public final class ConfiguredCommandLine extends CommandLine {
    private static final String FILE_OPTION = "--config";

    /** The commands that run a node. */
    private static final Set<String> NODES = Set.of("node", "chaos-node");

    /** Their options may be given several times. */
    private static final Set<ValueType<?>> LISTS = Set.of(ValueType.ADDRESSES, ValueType.CACHES);

    private final Map<String, String> environment;
    private final Consumer<LogSettings> logging;
    private ConfigSources sources;
    private Configuration configuration;
    private Map<Setting<?>, Given> options = Map.of();

    /** A command that has settings which must fit each other, or is there to show what is wrong. */
    public interface Checked {
        /** What is wrong beyond {@link Configuration#problems}; those included only where the command may not run with them. */
        List<Problem> problems(Configuration configuration);
    }

    /** All that is wrong; says it whole, whatever else the arguments lack. */
    public static final class WrongConfiguration extends ParameterException {
        private static final long serialVersionUID = 1L;

        WrongConfiguration(CommandLine commandLine, List<Problem> problems) {
            super(commandLine, Problem.text(problems));
        }
    }

    /**
     * @param command the root; those of its commands that run a node get the options of a node
     * @param logging told how to log before the command runs
     */
    public ConfiguredCommandLine(Object command, Map<String, String> environment, Consumer<LogSettings> logging) {
        super(command);
        this.environment = environment;
        this.logging = logging;
        this.sources = new ConfigSources(Map.of(), List.of());
        this.configuration = sources.with(Map.of());
        for (Setting<?> setting : Settings.ALL) {
            if (setting.section().equals("log")) {
                getCommandSpec()
                        .addOption(option(setting).scopeType(ScopeType.INHERIT).build());
            }
        }
        getCommandSpec()
                .addOption(OptionSpec.builder(FILE_OPTION)
                        .paramLabel("FILE")
                        .type(String.class)
                        .scopeType(ScopeType.INHERIT)
                        .description("Configuration file to read instead of the user's and the system's.")
                        .build());
        getCommandSpec()
                .addOption(OptionSpec.builder("-v", "--verbose")
                        .type(boolean[].class)
                        .arity("0")
                        .scopeType(ScopeType.INHERIT)
                        .description(
                                "Log more to standard error; twice: everything. Errors come with their stack trace.")
                        .build());
        getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(runner -> NODES.contains(runner.name()))
                .forEach(ConfiguredCommandLine::addNodeOptions);
        getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(reader -> reader.findOption(Settings.CLIENT_SERVERS.option()) != null)
                .forEach(ConfiguredCommandLine::addOriginOptions);
        setExecutionStrategy(this::runChecked);
    }

    private static void addNodeOptions(CommandSpec runner) {
        Settings.ALL.stream()
                .filter(setting -> isOfNode(setting))
                .forEach(setting -> runner.addOption(option(setting).build()));
    }

    /** Seldom needed, and the same for every command that reads: only the reference names them. */
    private static void addOriginOptions(CommandSpec reader) {
        Settings.ALL.stream()
                .filter(setting -> setting.section().equals("origin"))
                .forEach(
                        setting -> reader.addOption(option(setting).hidden(true).build()));
    }

    private static boolean isOfNode(Setting<?> setting) {
        return setting.section().equals("node") || setting.section().equals("limits");
    }

    /** The text of the value is kept as it is: it is checked together with those of the other sources. */
    private static OptionSpec.Builder option(Setting<?> setting) {
        return OptionSpec.builder(setting.option())
                .paramLabel(setting.type().label())
                .type(LISTS.contains(setting.type()) ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .description(setting.help().replace("%", "%%"));
    }

    /** The configuration of the arguments that were parsed last. */
    public static Configuration of(CommandSpec command) {
        return root(command).configuration;
    }

    /** Reads it again, as it is now. */
    public static Configuration reload(CommandSpec command) {
        ConfiguredCommandLine root = root(command);
        return root.sources.with(root.options);
    }

    /** What comes of other sources together with the options of the command line. */
    public static Configuration check(CommandSpec command, ConfigSources sources) {
        return sources.with(root(command).options);
    }

    /** The files that it comes from. */
    public static ConfigSources sources(CommandSpec command) {
        return root(command).sources;
    }

    private static ConfiguredCommandLine root(CommandSpec command) {
        if (command.root().commandLine() instanceof ConfiguredCommandLine root) {
            return root;
        }
        throw new IllegalStateException(command.root().name() + " has no configuration");
    }

    /** Files and environment are read before: options that are not given get their values while picocli parses. */
    @Override
    public ParseResult parseArgs(String... args) {
        sources = ConfigSources.of(environment, namedFile(args));
        options = Map.of();
        configuration = sources.with(options);
        setDefaultValueProvider(this::given);
        ParseResult result = super.parseArgs(args);
        options = options(result);
        configuration = sources.with(options);
        return result;
    }

    private static @Nullable String namedFile(String[] args) {
        for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
            if (args[i].startsWith(FILE_OPTION + "=")) {
                return args[i].substring(FILE_OPTION.length() + 1);
            }
            if (args[i].equals(FILE_OPTION) && i + 1 < args.length) {
                return args[i + 1];
            }
        }
        return null;
    }

    /** Null: no value but the one that the option has by itself. */
    private @Nullable String given(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? Settings.ALL.stream()
                        .filter(setting -> isOptionOf(setting, option))
                        .findFirst()
                        .map(setting -> configuration.given(setting))
                        .orElse(null)
                : null;
    }

    private static boolean isOptionOf(Setting<?> setting, OptionSpec option) {
        boolean here = !isOfNode(setting) || NODES.contains(option.command().name());
        return here && List.of(option.names()).contains(setting.option());
    }

    private static Map<Setting<?>, Given> options(ParseResult result) {
        Map<Setting<?>, Given> given = new LinkedHashMap<>();
        for (CommandLine commandLine : result.asCommandLineList()) {
            ParseResult parsed = commandLine.getParseResult();
            for (OptionSpec option : parsed.matchedOptions()) {
                Settings.ALL.stream()
                        .filter(setting -> isOptionOf(setting, option))
                        .forEach(setting -> given.put(
                                setting, new Given(String.join(",", option.originalStringValues()), setting.option())));
            }
            OptionSpec verbose = parsed.matchedOption("-v");
            if (verbose != null) {
                boolean[] flags = verbose.getValue();
                given.putIfAbsent(
                        Settings.LOG_LEVEL, new Given(flags != null && flags.length > 1 ? "debug" : "info", "-v"));
            }
        }
        return given;
    }

    private int runChecked(ParseResult result) {
        List<CommandLine> commands = result.asCommandLineList();
        CommandLine last = commands.get(commands.size() - 1);
        boolean help = commands.stream().anyMatch(one -> one.isUsageHelpRequested() || one.isVersionHelpRequested());
        if (!help) {
            List<Problem> problems = last.getCommand() instanceof Checked checked
                    ? checked.problems(configuration)
                    : configuration.problems();
            if (!problems.isEmpty()) {
                throw new WrongConfiguration(last, problems);
            }
            logging.accept(LogSettings.of(configuration));
        }
        return new RunLast().execute(result);
    }

    /** What is wrong in environment and files, for when the arguments could not even be parsed. */
    public static List<Problem> problems(CommandLine commandLine) {
        return commandLine.getCommandSpec().root().commandLine() instanceof ConfiguredCommandLine root
                ? root.configuration.problems()
                : List.of();
    }
}
