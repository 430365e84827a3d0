package io.netfscache.cli;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.FsCache;
import io.netfscache.node.NodeConfig;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cluster a command talks to. */
public final class ClientOptions {
    @SuppressWarnings("NullAway.Init")
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:" + NodeConfig.DEFAULT_DATA_PORT,
            description = "Data ports of some nodes; the others are learnt from them. Default: ${DEFAULT-VALUE}.")
    private List<InetSocketAddress> servers = List.of();

    /** The file that {@code url} names; one that names none is wrong usage. */
    OriginPath resolve(String url) {
        try {
            return Origins.resolve(url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Connects to the cluster or fails: for commands that are about the cluster itself. */
    FsCache connect() throws InterruptedException {
        FsCache cache = FsCache.connect(ClientConfig.of(servers));
        if (!awaitConnected(cache)) {
            cache.close();
            throw new CommandFailure(
                    "no node answers at " + addresses() + "; are the nodes running and --servers right?");
        }
        return cache;
    }

    /** Connects without a session, so also while the cluster serves nothing; or fails. */
    ClusterAdmin connectAsOperator() {
        try {
            return ClusterAdmin.connect(ClientConfig.of(servers));
        } catch (CacheException e) {
            throw new CommandFailure("no node answers at " + addresses()
                    + "; are the nodes running and --servers right? (" + e.getMessage() + ")");
        }
    }

    /** Connects to the cluster, or says that it goes on without: for commands that read files. */
    FsCache connectOrReadUncached() throws InterruptedException {
        FsCache cache = FsCache.connect(ClientConfig.of(servers));
        if (!awaitConnected(cache)) {
            command.commandLine()
                    .getErr()
                    .println("netfs-cache: no node answers at " + addresses() + ", reading uncached from the origin");
            command.commandLine().getErr().flush();
        }
        return cache;
    }

    private static boolean awaitConnected(FsCache cache) throws InterruptedException {
        try {
            return cache.awaitConnected(CliLimits.CONNECT_WAIT.toMillis());
        } catch (InterruptedException e) {
            cache.close();
            throw e;
        }
    }

    private String addresses() {
        return HostPort.explain(servers);
    }
}
