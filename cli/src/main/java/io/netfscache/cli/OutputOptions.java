package io.netfscache.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command prints its figures: for people, or as one JSON object. */
public final class OutputOptions {
    @SuppressWarnings("NullAway.Init")
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--json", description = "Print exactly one JSON object instead of text.")
    private boolean json;

    public boolean json() {
        return json;
    }

    /**
     * Prints {@code figures} as JSON, or the text.
     *
     * @throws IOException when standard output takes no more
     */
    public void print(Object figures, Supplier<String> text) throws IOException {
        println(json ? Json.write(figures) : text.get());
    }

    /** Prints a line, or several. */
    void println(String text) throws IOException {
        PrintWriter out = out();
        out.println(text);
        StandardOutput.check(out);
    }

    /** Standard output. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Standard error. */
    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Tells people something that is no result. */
    public void notice(String message) {
        PrintWriter err = err();
        err.println(message);
        err.flush();
    }

    /** Tells what failed, but of many only some. */
    void failures(List<Failure> failures, long total) {
        failures.stream().limit(CliLimits.LISTED_FAILURES).forEach(failure -> notice("failed: " + failure));
        if (total > CliLimits.LISTED_FAILURES) {
            notice("and " + (total - CliLimits.LISTED_FAILURES) + " more");
        }
    }

    /** A file that could not be read, and why. */
    record Failure(String path, String error) {
        @Override
        public String toString() {
            String why = error.startsWith(path) ? error : path + ": " + error;
            return Printable.text(why);
        }
    }
}
