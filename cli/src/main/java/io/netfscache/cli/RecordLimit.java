package io.netfscache.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many records a command lists; it asks for one more, to know whether there are more. */
final class RecordLimit {
    @SuppressWarnings("NullAway.Init")
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private int limit = CliLimits.DEFAULT_RECORDS;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + CliLimits.DEFAULT_RECORDS,
            description = "List at most N, up to " + CliLimits.MAX_RECORDS + ". Default: ${DEFAULT-VALUE}.")
    void setLimit(int limit) {
        if (limit < 1 || limit > CliLimits.MAX_RECORDS) {
            throw new ParameterException(
                    command.commandLine(), "--limit: " + limit + " is not between 1 and " + CliLimits.MAX_RECORDS);
        }
        this.limit = limit;
    }

    int toAsk() {
        return Math.min(limit + 1, CliLimits.MAX_RECORDS);
    }

    <T> List<T> first(List<T> found) {
        return found.subList(0, Math.min(limit, found.size()));
    }

    boolean cuts(List<?> found) {
        return found.size() > limit || found.size() == CliLimits.MAX_RECORDS;
    }

    /** A line that says that there are more, after a table; else nothing. */
    String hint(List<?> found) {
        return cuts(found) ? System.lineSeparator() + "and more: --limit lists up to " + CliLimits.MAX_RECORDS : "";
    }
}
