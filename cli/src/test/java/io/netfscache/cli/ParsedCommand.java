package io.netfscache.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** A command that the command line has filled in and that a test calls itself. */
final class ParsedCommand<T> {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final T command;

    private ParsedCommand(Class<T> type, String... arguments) {
        CommandLine line = NetfsCacheCommand.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        List<CommandLine> commands = line.parseArgs(arguments).asCommandLineList();
        command = type.cast(commands.get(commands.size() - 1).getCommand());
    }

    static <T> ParsedCommand<T> parse(Class<T> type, String... arguments) {
        return new ParsedCommand<>(type, arguments);
    }

    T command() {
        return command;
    }

    /** What it has printed. */
    String out() {
        return out.toString();
    }

    /** What it has said beside that. */
    String err() {
        return err.toString();
    }
}
