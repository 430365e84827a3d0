package io.netfscache.cli.chaos;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.Recorder;
import io.netfscache.internal.ClusterCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.HttpOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of a run: a thread that reads through a mount, and a thread that changes the files that are this client's own, with a
 * session of its own, so that to the readers of this client its changes are those of a stranger.
 */
final class ChaosClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosClient.class);

    /** What a thread does until it is to stop. */
    private interface Step {
        void take() throws InterruptedException;
    }

    private final ClientSettings settings;
    private final FsCache readCache;
    private final FsCache writeCache;
    private final Origin origin;
    private final Netfs mount;
    private final ChaosReader reader;
    private final ChaosWriter writer;
    private final List<Thread> threads;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean writing = true;
    private volatile boolean reading = true;

    private ChaosClient(ClientSettings settings, Recorder recorder, RecentChanges recent, LongSupplier clock)
            throws IOException {
        this.settings = settings;
        ClientConfig config =
                new ClientConfig(List.copyOf(settings.servers()), settings.name(), "", Duration.ofSeconds(10), 1);
        this.readCache = ClusterCache.start(config, settings.rules());
        this.writeCache = ClusterCache.start(config, settings.rules());
        this.origin = Origins.resolve(settings.origin() + "/", options(settings.name()))
                .origin();
        NetfsOptions options =
                NetfsOptions.DEFAULTS.withFolioBytes(settings.folioBytes()).withReadAheadBytes(0);
        this.mount = Netfs.mount(readCache, origin, options);
        Calls calls = new Calls(settings.name(), recorder, clock);
        this.reader = new ChaosReader(
                readCache,
                mount,
                settings.files(),
                calls,
                recent,
                !ClientSettings.hasManyFolios(settings.number()),
                clock,
                settings.seed(1));
        this.writer = new ChaosWriter(
                writeCache,
                origin,
                URI.create(settings.origin()),
                settings.ownFiles(),
                calls,
                recent,
                settings.seed(2));
        this.threads = List.of(
                Wiring.daemonThread("chaos-" + settings.name() + "-reads", () -> run(() -> reading, reader::step)),
                Wiring.daemonThread("chaos-" + settings.name() + "-writes", () -> run(() -> writing, writer::step)));
    }

    private static HttpOptions options(String name) {
        HttpOptions defaults = HttpOptions.DEFAULTS;
        return new HttpOptions(
                null, null, List.of(), null, defaults.connectTimeout(), defaults.responseTimeout(), name);
    }

    /** Connects; begins nothing. */
    static ChaosClient connect(ClientSettings settings, Recorder recorder, RecentChanges recent, LongSupplier clock)
            throws IOException {
        return new ChaosClient(settings, recorder, recent, clock);
    }

    /** Waits until it has its sessions; whether it has. */
    boolean awaitConnected(Duration atMost) throws InterruptedException {
        return readCache.awaitConnected(atMost.toMillis()) && writeCache.awaitConnected(atMost.toMillis());
    }

    String name() {
        return settings.name();
    }

    /** Begins to read and to write. */
    void start() {
        threads.forEach(Thread::start);
    }

    private void run(java.util.function.BooleanSupplier goOn, Step step) {
        try {
            while (goOn.getAsBoolean()) {
                step.take();
            }
        } catch (InterruptedException e) {
            LOG.atInfo().addKeyValue("client", name()).log("a thread did not end by itself and was interrupted");
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Reads so far that the nodes of the cluster answered. */
    long readsFromCluster() {
        return reader.readsFromCluster();
    }

    /** Begins nothing more. */
    void requestStop() {
        writing = false;
        reading = false;
    }

    /**
     * Begins nothing more and waits for the calls under way, at most {@code deadline} for both threads.
     *
     * @return what went wrong, in words
     */
    List<String> stop(Duration deadline, LongSupplier clock) throws InterruptedException {
        requestStop();
        long end = clock.getAsLong() + deadline.toNanos();
        List<String> problems = new ArrayList<>();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - clock.getAsLong()) / 1_000_000));
            if (thread.isAlive()) {
                problems.add(thread.getName() + ": a call has not ended " + deadline.toSeconds()
                        + " s after the client was told to stop");
                thread.interrupt();
            }
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            LOG.atError().addKeyValue("client", name()).setCause(failed).log("a client has failed");
            problems.add(name() + " has failed: " + failed);
        }
        return problems;
    }

    @Override
    public void close() {
        reader.closeFiles();
        try (writer;
                mount) {
            LOG.atDebug().addKeyValue("client", name()).log("closing");
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("client", name()).setCause(e).log("the mount was not closed cleanly");
        }
        readCache.close();
        writeCache.close();
        origin.close();
    }
}
