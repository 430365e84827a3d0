package io.netfscache.node;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that no node can run with; says all that is wrong with it, not only the first thing. */
public final class InvalidConfig extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /**
     * One thing that is wrong.
     *
     * @param key name of the value, as in a configuration file below {@code node}
     * @param rule what the value is and which rule it breaks
     */
    public record Problem(String key, String rule) {
        @Override
        public String toString() {
            return key + ": " + rule;
        }
    }

    public InvalidConfig(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
