package io.netfscache.cli;

import io.netfscache.cli.chaos.ChaosClientCommand;
import io.netfscache.cli.chaos.ChaosCommand;
import io.netfscache.cli.chaos.ChaosOriginCommand;
import io.netfscache.cli.chaos.cluster.ChaosNodeCommand;
import io.netfscache.cli.config.ConfiguredCommandLine;
import io.netfscache.cli.demo.DemoClientCommand;
import io.netfscache.cli.demo.DemoCommand;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code netfs-cache} itself: the options that all commands share, and the list of them. */
@Command(
        name = "netfs-cache",
        description = "A cache that a fleet of machines shares in front of a slow file server.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:failed, at least in part; status: not healthy; inuse: not in use",
            "2:wrong usage",
            "3:chaos --sabotage: found nothing, and proves nothing",
            "130:interrupted by Ctrl-C",
            "141:nobody reads the output any more"
        },
        footer = {
            "%nExamples:",
            "  netfs-cache cat http://files.example.com/tools/clang.tar | tar x",
            "  netfs-cache explain http://files.example.com/tools/clang.tar",
            "  netfs-cache status"
        },
        subcommands = {
            NodeCommand.class,
            CatCommand.class,
            CpCommand.class,
            LsCommand.class,
            WarmCommand.class,
            InvalidateCommand.class,
            CullCommand.class,
            InUseCommand.class,
            ExplainCommand.class,
            LocateCommand.class,
            StatusCommand.class,
            StatsCommand.class,
            VolumesCommand.class,
            CookiesCommand.class,
            CachesCommand.class,
            CacheCommand.class,
            CompletionCommand.class,
            ReplaceVoterCommand.class,
            ConfigCommand.class,
            DemoCommand.class,
            DemoClientCommand.class,
            ChaosCommand.class,
            ChaosClientCommand.class,
            ChaosOriginCommand.class,
            ChaosNodeCommand.class
        })
public final class NetfsCacheCommand implements Runnable {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    /** The command line with all that the commands need: converters, handlers of errors. */
    public static CommandLine commandLine() {
        return commandLine(System.getenv());
    }

    /** As {@link #commandLine()}, in another environment. */
    static CommandLine commandLine(Map<String, String> environment) {
        CommandLine commandLine =
                new ConfiguredCommandLine(new NetfsCacheCommand(), environment, StderrLogging::configure);
        commandLine.registerConverter(InetSocketAddress.class, HostPort::address);
        commandLine.registerConverter(SocketAddress.class, HostPort::address);
        commandLine.registerConverter(HostPort.class, HostPort::parse);
        commandLine.registerConverter(ByteSize.class, ByteSize::parse);
        commandLine.setExecutionExceptionHandler(new FailureReport());
        commandLine.setParameterExceptionHandler(FailureReport::wrongUsage);
        commandLine.setUsageHelpAutoWidth(true);
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing, such as cat, warm or status");
    }
}
