package io.netfscache.cli.chaos;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.cli.chaos.history.Recorder;
import io.netfscache.internal.ClusterCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.HttpOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of a run: a thread that reads through a mount, and a thread that changes the files that are this client's own, with a
 * session of its own, so that to the readers of this client its changes are those of a stranger.
 */
final class ChaosClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosClient.class);

    private final ClientSettings settings;
    private final FsCache readCache;
    private final FsCache writeCache;
    private final Origin readOrigin;
    private final Origin writeOrigin;
    private final Netfs mount;
    private final ChaosReader reader;
    private final ChaosWriter writer;
    private final List<StepThread> threads;

    private ChaosClient(ClientSettings settings, Recorder recorder, RecentChanges recent, LongSupplier clock)
            throws IOException {
        this.settings = settings;
        ClientConfig config =
                new ClientConfig(List.copyOf(settings.servers()), settings.name(), "", Duration.ofSeconds(10), 1);
        this.readCache = ClusterCache.start(config, settings.rules());
        this.writeCache = ClusterCache.start(config, settings.rules());
        // The origin tells readers and writers apart, so that what readers ask it can be bounded.
        this.readOrigin = origin(settings, settings.name());
        this.writeOrigin = origin(settings, settings.writerName());
        NetfsOptions options = new NetfsOptions(
                "", settings.folioBytes(), 0, settings.workload().habits().writeBehindBytes());
        this.mount = Netfs.mount(readCache, readOrigin, options);
        Calls calls = new Calls(settings.name(), recorder, clock);
        this.reader = new ChaosReader(readCache, mount, settings, calls, recent, clock);
        ChangeLookUp lookUp = settings.workload().habits().looksUpChanges()
                ? new ChangeLookUp(ClusterCache.start(config, settings.rules()), writeOrigin)
                : null;
        this.writer = new ChaosWriter(writeCache, writeOrigin, settings, calls, recent, lookUp);
        this.threads = List.of(
                new StepThread("chaos-" + settings.name() + "-reads", reader::step),
                new StepThread("chaos-" + settings.name() + "-writes", writer::step));
    }

    private static Origin origin(ClientSettings settings, String userAgent) throws IOException {
        HttpOptions defaults = HttpOptions.DEFAULTS;
        HttpOptions options = new HttpOptions(
                null, null, List.of(), null, defaults.connectTimeout(), defaults.responseTimeout(), userAgent);
        return Origins.resolve(settings.origin() + "/", options).origin();
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
        threads.forEach(StepThread::start);
    }

    /** Whether both of its threads go on: one that has ended has checked, or changed, nothing since. */
    boolean isWorking() {
        return threads.stream().allMatch(StepThread::isRunning);
    }

    /** Reads so far that the nodes of the cluster answered. */
    long readsFromCluster() {
        return reader.readsFromCluster();
    }

    /** Files that it has opened to read them. */
    long filesOpened() {
        return reader.filesOpened();
    }

    /** Begins nothing more. */
    void requestStop() {
        threads.forEach(StepThread::requestStop);
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
        for (StepThread thread : threads) {
            problems.addAll(thread.stop(Duration.ofNanos(end - clock.getAsLong())));
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
        readOrigin.close();
        writeOrigin.close();
    }
}
