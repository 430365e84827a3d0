package io.netfscache.cli;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.FsCache;
import io.netfscache.cli.config.ConfiguredCommandLine;
import io.netfscache.cli.config.OriginSettings;
import io.netfscache.node.EmbeddedConfig;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cache a command uses: a cluster's, or the user's own, which is embedded in the commands. */
public final class ClientOptions {
    @SuppressWarnings("NullAway.Init")
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Data ports of some nodes of a cluster; the others are learnt from them. Without: a cache of"
                    + " your own on this machine, shared by all commands that you run.")
    private List<InetSocketAddress> servers = List.of();

    @Option(
            names = "--cache-dir",
            paramLabel = "DIR",
            description = "Where your own cache is. Default: netfs-cache in $XDG_CACHE_HOME or in ~/.cache.")
    private @Nullable Path cacheDirectory;

    @Option(
            names = "--cache-size",
            paramLabel = "SIZE",
            defaultValue = "10G",
            description = "Most disk space that your own cache takes. When it is full nothing more is cached; the next"
                    + " command that finds it nearly full drops what has not been used for longest. Default:"
                    + " ${DEFAULT-VALUE}.")
    private ByteSize cacheSize = new ByteSize(EmbeddedConfig.DEFAULT_BYTES);

    /** The file that {@code url} names; one that names none is wrong usage. */
    OriginPath resolve(String url) {
        try {
            return Origins.resolve(url, OriginSettings.options(ConfiguredCommandLine.of(command), System.getenv()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    /** Connects to the cache or fails: for commands that are about the cache itself. */
    FsCache connect() throws InterruptedException {
        if (servers.isEmpty()) {
            EmbeddedCache embedded = openOrFail();
            FsCache cache = embedded.cache();
            if (!awaitConnected(cache, CliLimits.EMBEDDED_CONNECT_WAIT)) {
                cache.close();
                throw new CommandFailure(embedded.doesNotServe());
            }
            return cache;
        }
        FsCache cache = FsCache.connect(ClientConfig.of(servers));
        if (!awaitConnected(cache, CliLimits.CONNECT_WAIT)) {
            cache.close();
            throw new CommandFailure(
                    "no node answers at " + addresses() + "; are the nodes running and --servers right?");
        }
        return cache;
    }

    /** Connects without a session, so also while the cache serves nothing; or fails. */
    ClusterAdmin connectAsOperator() {
        if (servers.isEmpty()) {
            return askEmbedded();
        }
        try {
            return ClusterAdmin.connect(ClientConfig.of(servers));
        } catch (CacheException e) {
            throw new CommandFailure("no node answers at " + addresses()
                    + "; are the nodes running and --servers right? (" + e.getMessage() + ")");
        }
    }

    /** Connects to the cache, or says that it goes on without: for commands that read files. */
    FsCache connectOrReadUncached() throws InterruptedException {
        if (servers.isEmpty()) {
            return embeddedOrUncached();
        }
        FsCache cache = FsCache.connect(ClientConfig.of(servers));
        if (!awaitConnected(cache, CliLimits.CONNECT_WAIT)) {
            notice("no node answers at " + addresses() + ", reading uncached from the origin");
        }
        return cache;
    }

    private FsCache embeddedOrUncached() throws InterruptedException {
        EmbeddedCache embedded;
        try {
            embedded = EmbeddedCache.open(embeddedConfig(), this::notice);
        } catch (IOException e) {
            notice(FailureReport.describe(e) + ", reading uncached from the origin");
            return FsCache.disabled();
        }
        FsCache cache = embedded.cache();
        if (!awaitConnected(cache, CliLimits.EMBEDDED_CONNECT_WAIT)) {
            notice(embedded.doesNotServe() + ", reading uncached from the origin");
        }
        return cache;
    }

    private ClusterAdmin askEmbedded() {
        EmbeddedCache embedded;
        try {
            embedded = openOrFail();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while the cache was opened");
        }
        try {
            return embedded.admin();
        } catch (CacheException e) {
            embedded.close();
            throw new CommandFailure(embedded.doesNotServe() + " (" + e.getMessage() + ")");
        }
    }

    private EmbeddedCache openOrFail() throws InterruptedException {
        try {
            return EmbeddedCache.open(embeddedConfig(), this::notice);
        } catch (IOException e) {
            throw new CommandFailure(FailureReport.describe(e));
        }
    }

    private EmbeddedConfig embeddedConfig() throws IOException {
        CacheDirectories directories = new CacheDirectories(System.getenv());
        Path directory = cacheDirectory == null ? directories.cache() : cacheDirectory;
        try {
            return new EmbeddedConfig(directory, cacheSize.bytes(), directories.runtime());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private void notice(String message) {
        command.commandLine().getErr().println("netfs-cache: " + message);
        command.commandLine().getErr().flush();
    }

    private static boolean awaitConnected(FsCache cache, Duration atMost) throws InterruptedException {
        try {
            return cache.awaitConnected(atMost.toMillis());
        } catch (InterruptedException e) {
            cache.close();
            throw e;
        }
    }

    private String addresses() {
        return HostPort.explain(servers);
    }
}
