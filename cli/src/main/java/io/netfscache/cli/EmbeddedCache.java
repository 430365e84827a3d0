package io.netfscache.cli;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.FsCache;
import io.netfscache.node.DirectoryInUseException;
import io.netfscache.node.EmbeddedConfig;
import io.netfscache.node.EmbeddedNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's own cache. The first process that comes has the node; the others use it through its socket, and when it ends
 * one of them takes its place. A process that is told to stop closes its node.
 */
final class EmbeddedCache implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedCache.class);

    private final EmbeddedConfig config;
    private final Path socket;
    private final Thread hook;
    private @Nullable EmbeddedNode node;
    private boolean closed;

    private EmbeddedCache(EmbeddedConfig config, Path socket, @Nullable EmbeddedNode node) {
        this.config = config;
        this.socket = socket;
        this.node = node;
        this.hook = Wiring.atShutdown("netfs-cache-embedded-stop", this::closeNode);
    }

    /**
     * Opens the cache; waits up to 4 s for what a process that was killed may still have lent to others, and up to 6 s
     * for one that has the cache and does not answer.
     *
     * @param notices is told what the user waits for
     * @throws IOException when it cannot be used; the message says which directory it is and why
     */
    static EmbeddedCache open(EmbeddedConfig config, Consumer<String> notices)
            throws IOException, InterruptedException {
        Stopwatch waited = Wiring.stopwatch();
        while (true) {
            try {
                EmbeddedNode node = EmbeddedNode.open(config);
                EmbeddedCache owner = new EmbeddedCache(config, node.socket(), node);
                owner.awaitReady(node, notices);
                return owner;
            } catch (DirectoryInUseException inUse) {
                Path socket = EmbeddedNode.socket(config.directory());
                if (answers(socket)) {
                    EmbeddedCache guest = new EmbeddedCache(config, socket, null);
                    Wiring.daemon("netfs-cache-successor", guest::succeed);
                    return guest;
                }
                if (waited.seconds() > CliLimits.OWNER_WAIT.toSeconds()) {
                    throw new IOException(ownerIsSilent(config.directory()));
                }
                Thread.sleep(CliLimits.OWNER_RETRY.toMillis());
            }
        }
    }

    /** Nobody can tell the two from outside. */
    static String ownerIsSilent(Path directory) {
        return "another process has the cache in " + directory + " and does not answer within "
                + CliLimits.OWNER_WAIT.toSeconds() + " s: it is stopped, or this machine is very busy";
    }

    private void awaitReady(EmbeddedNode own, Consumer<String> notices) throws InterruptedException {
        if (own.awaitReady(CliLimits.SILENCE_NOTICE)) {
            return;
        }
        notices.accept("the last process with the cache in " + config.directory()
                + " was killed: waiting until nobody can serve what it had, 3 s at most");
        if (!own.awaitReady(CliLimits.SILENCE_WAIT)) {
            log.atWarn().log("the cache in {} does not serve yet", config.directory());
        }
    }

    /** A process that is stopped is connected to, by the kernel, but never says a word. */
    private static boolean answers(Path socket) {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            log.atDebug().log("{} is there", probe.getRemoteAddress());
        } catch (IOException notThere) {
            return false;
        }
        try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(UnixDomainSocketAddress.of(socket))))) {
            return !admin.nodes().isEmpty();
        } catch (CacheException silent) {
            log.atDebug().log("{} does not answer: {}", socket, silent.getMessage());
            return false;
        }
    }

    /** Waits for the end of the process that has the node, and takes its place. Clients find the new node by themselves. */
    private void succeed() {
        try {
            do {
                Thread.sleep(CliLimits.SUCCESSION_CHECK.toMillis());
            } while (!takePlace());
        } catch (IOException e) {
            log.atWarn()
                    .log(
                            "the process with the cache has ended, and this one cannot take its place: {}",
                            e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is nothing left to wait for. A node that is being opened is waited for, so that it is closed. */
    private synchronized boolean takePlace() throws IOException {
        if (closed) {
            return true;
        }
        try {
            node = EmbeddedNode.open(config);
            return true;
        } catch (DirectoryInUseException notYet) {
            log.atTrace().log("{}", notYet.getMessage());
            return false;
        }
    }

    /** The cache; closing it closes this. */
    FsCache cache() {
        return new ClosingCache(FsCache.connect(address()), this);
    }

    /** What an operator asks of it; closing that closes this. */
    ClusterAdmin admin() throws CacheException {
        return new ClosingAdmin(ClusterAdmin.connect(address()), this);
    }

    private ClientConfig address() {
        return ClientConfig.of(List.of(UnixDomainSocketAddress.of(socket)));
    }

    /** For the user, when the node gives no session. */
    String doesNotServe() {
        return "the cache in " + config.directory() + " does not serve now";
    }

    private void closeNode() {
        EmbeddedNode own;
        synchronized (this) {
            closed = true;
            own = node;
        }
        if (own != null) {
            own.close();
        }
    }

    /** Ends the node, if this process has it. Idempotent. */
    @Override
    public void close() {
        closeNode();
        Wiring.notAtShutdown(hook);
    }
}
