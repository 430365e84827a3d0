package io.netfscache.cli.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key the setting, or what is taken for one
 * @param rule the value and the rule that it breaks
 * @param from where the value was given; empty for a value that is missing
 */
public record Problem(String key, String rule, String from) {
    @Override
    public String toString() {
        String where = from.isEmpty() ? "" : " (" + from + ")";
        return (key.isEmpty() ? rule : key + ": " + rule) + where;
    }

    /** One problem in a line, several in a line each below a heading. */
    public static String text(List<Problem> problems) {
        return problems.size() == 1
                ? problems.get(0).toString()
                : problems.size() + " problems with the configuration:"
                        + problems.stream()
                                .map(problem -> System.lineSeparator() + "  " + problem)
                                .collect(Collectors.joining());
    }
}
