package io.netfscache.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where settings may be given values, but for the options of the command line.
 *
 * @param environment all variables of the process
 * @param files the configuration files, the one that wins first; one that was named has to be there
 */
public record ConfigSources(Map<String, String> environment, List<Path> files) {
    static final String FILE_VARIABLE = Setting.VARIABLE_PREFIX + "CONFIG";
    private static final Path SYSTEM_FILE = Path.of("/etc/netfs-cache/netfs-cache.yaml");
    /** The launcher's. */
    private static final String JAVA_OPTIONS = Setting.VARIABLE_PREFIX + "JAVA_OPTS";
    /** What Kubernetes tells each container of a Service that is named netfs-cache or netfs-cache-something. */
    private static final Pattern OF_KUBERNETES = Pattern.compile(
            Setting.VARIABLE_PREFIX + "([A-Z0-9_]+_)?(SERVICE_(HOST|PORT(_.*)?)|PORT(_[0-9]+_(TCP|UDP).*)?)");

    /**
     * As for all commands: the file that the option names, else the one that {@code NETFS_CACHE_CONFIG} names, else the
     * user's before the system's where they exist.
     *
     * @param named by the option; null: none
     */
    public static ConfigSources of(Map<String, String> environment, @Nullable String named) {
        String file = named != null ? named : environment.getOrDefault(FILE_VARIABLE, "");
        if (!file.isEmpty()) {
            return new ConfigSources(environment, List.of(Path.of(file)));
        }
        return new ConfigSources(
                environment,
                Stream.of(userFile(environment), SYSTEM_FILE)
                        .filter(Files::exists)
                        .toList());
    }

    private static Path userFile(Map<String, String> environment) {
        String folder = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path parent = folder.isEmpty() ? Path.of(environment.getOrDefault("HOME", "/"), ".config") : Path.of(folder);
        return parent.resolve("netfs-cache").resolve("netfs-cache.yaml");
    }

    /** Reads environment and files as they are now. */
    Configuration with(Map<Setting<?>, Given> options) {
        List<Problem> problems = new ArrayList<>();
        List<Map<Setting<?>, Given>> layers = new ArrayList<>();
        layers.add(options);
        layers.add(variables(problems));
        for (Path path : files) {
            ConfigFile file = ConfigFile.read(path);
            layers.add(file.values());
            problems.addAll(file.problems());
        }
        return Configuration.of(layers, problems);
    }

    private Map<Setting<?>, Given> variables(List<Problem> problems) {
        Map<Setting<?>, Given> values = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((name, text) -> {
            Setting<?> setting = Settings.ofVariable(name).orElse(null);
            if (setting != null) {
                // Compose files and pod specs pass variables on that are not set as empty ones.
                if (!text.isEmpty()) {
                    values.put(setting, new Given(text, "environment variable " + name));
                }
            } else if (isUnknown(name)) {
                List<String> names =
                        Settings.ALL.stream().map(Setting::variable).toList();
                problems.add(new Problem(
                        name, "there is no such setting" + Suggestion.of(name, names), "environment variable"));
            }
        });
        return values;
    }

    private static boolean isUnknown(String variable) {
        return variable.startsWith(Setting.VARIABLE_PREFIX)
                && !variable.equals(FILE_VARIABLE)
                && !variable.equals(JAVA_OPTIONS)
                && !OF_KUBERNETES.matcher(variable).matches();
    }
}
