package io.netfscache.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion SHELL}: what a shell needs to complete our words. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which bash or zsh completes our words.",
            "To have it in every bash, write it to the folder of bash-completion, as in the second example; for zsh put the third example into ~/.zshrc."
        },
        footer = {
            "%nExamples:",
            "  source <(netfs-cache completion bash)",
            "  netfs-cache completion bash \\",
            "    > ~/.local/share/bash-completion/completions/netfs-cache",
            "  source <(netfs-cache completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {
    /** What there are scripts for; one script serves both, as zsh has bash's way of completion too. */
    enum Shell {
        bash,
        zsh
    }

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() throws IOException {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        if (shell == Shell.zsh) {
            out.println("autoload -U +X compinit && compinit");
        }
        out.print(AutoComplete.bash(spec.root().name(), root));
        StandardOutput.check(out);
        return ExitCode.OK;
    }
}
