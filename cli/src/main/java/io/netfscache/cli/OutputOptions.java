package io.netfscache.cli;

import java.io.PrintWriter;
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

    /** Prints {@code figures} as JSON, or the text. */
    public void print(Object figures, Supplier<String> text) {
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? Json.write(figures) : text.get());
        out.flush();
    }

    /** Tells people something that is no result. */
    public void notice(String message) {
        PrintWriter err = command.commandLine().getErr();
        err.println(message);
        err.flush();
    }
}
