package io.netfscache.cli;

import io.netfscache.CacheException;
import io.netfscache.cli.StandardOutput.OutputException;
import io.netfscache.cli.config.ConfiguredCommandLine;
import io.netfscache.cli.config.ConfiguredCommandLine.WrongConfiguration;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one line on standard error and an exit status. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (failure instanceof OutputException output && output.isBrokenPipe()) {
            return StandardOutput.BROKEN_PIPE;
        }
        PrintWriter err = commandLine.getErr();
        err.println(commandLine.getCommandSpec().qualifiedName() + ": " + describe(failure));
        if (StderrLogging.isVerbose()) {
            failure.printStackTrace(err);
        }
        err.flush();
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Says what is wrong with the arguments, without the pages of help that would hide it. */
    static int wrongUsage(ParameterException problem, String[] args) {
        CommandLine commandLine = problem.getCommandLine();
        String name = commandLine.getCommandSpec().qualifiedName();
        PrintWriter err = commandLine.getErr();
        err.println(name + ": " + Printable.withoutUserInfo(String.valueOf(problem.getMessage())));
        CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
        if (!(problem instanceof WrongConfiguration)) {
            // Not only the first thing that is wrong: with these the next attempt would fail too.
            ConfiguredCommandLine.problems(commandLine).forEach(more -> err.println(name + ": " + more));
        }
        err.println("Try '" + name + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** What happened, in words and in one line: the exceptions of java.nio.file have only a path as their message. */
    static String describe(Throwable failure) {
        if (failure instanceof ExecutionException && failure.getCause() != null) {
            return describe(failure.getCause());
        }
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return Printable.text(message.lines().findFirst().orElse(message)) + addition(failure);
    }

    private static String addition(Throwable failure) {
        if (failure instanceof NoSuchFileException) {
            return ": no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return ": exists already";
        }
        if (failure instanceof NotDirectoryException) {
            return ": not a folder";
        }
        if (failure instanceof FileSystemLoopException) {
            return ": its symbolic links lead in a circle";
        }
        if (failure instanceof UnknownHostException) {
            return ": unknown host";
        }
        if (failure instanceof ConnectException) {
            return "; is the server running, and its address right?";
        }
        return failure instanceof CacheException cache ? Remedies.after("", cache.reason()) : "";
    }
}
