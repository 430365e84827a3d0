package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClientStats;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import io.netfscache.Volume;
import io.netfscache.internal.coherence.SessionLease;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client of a cluster: puts the parts together and keeps the volumes. */
public final class ClusterCache implements FsCache {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCache.class);

    private final ClientConfig config;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Rules rules;
    private final Counters counters = new Counters();
    private final Transitions transitions = new Transitions();
    private final Dialer dialer;
    private final Nodes nodes;
    private final Session session;
    private final Changes changes;
    private final UnuseBatch unuse;
    private final ReasonReports reasons;
    private final Map<String, ClusterVolume> volumes = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private ClusterCache(
            ClientConfig config,
            EventLoops loops,
            LongSupplier clock,
            LongSupplier wallClock,
            RandomGenerator random,
            Rules rules) {
        this.config = config;
        this.loop = loops.next();
        this.clock = clock;
        this.random = random;
        this.rules = rules;
        SessionId id = new SessionId(random.nextLong(), random.nextLong());
        this.dialer = new Dialer(loops, config, id, counters);
        this.nodes = new Nodes(dialer, clock, random);
        SessionLease lease = new SessionLease(clock, wallClock, rules);
        this.session = new Session(dialer, nodes, config.servers(), this::fenced, loop, clock, lease, random, counters);
        this.changes = new Changes(session, loop, clock, random);
        this.unuse = new UnuseBatch(session, loop);
        this.reasons = new ReasonReports(session, loop, clock);
    }

    /** Connects in the background. */
    public static ClusterCache start(ClientConfig config) {
        return start(config, Rules.ALL);
    }

    /** As {@link #start(ClientConfig)}, by fewer rules: for {@code netfs-cache chaos}, which shows what each is good for. */
    public static ClusterCache start(ClientConfig config, Rules rules) {
        return start(config, Wiring.clock(), Wiring.wallClock(), Wiring.random(), rules);
    }

    /** As {@link #start(ClientConfig)}, with another time: deadlines of requests on their way are always real time. */
    static ClusterCache start(ClientConfig config, LongSupplier clock, LongSupplier wallClock, RandomGenerator random) {
        return start(config, clock, wallClock, random, Rules.ALL);
    }

    private static ClusterCache start(
            ClientConfig config, LongSupplier clock, LongSupplier wallClock, RandomGenerator random, Rules rules) {
        ClusterCache cache =
                new ClusterCache(config, Wiring.eventLoops(config.ioThreads()), clock, wallClock, random, rules);
        cache.session.start();
        return cache;
    }

    @Override
    public Volume acquireVolume(String key, String cacheName, byte[] coherency) throws CacheException {
        check(key, cacheName, coherency);
        long end = clock.getAsLong() + Limits.VOLUME_COLLISION_DEADLINE.toNanos();
        while (true) {
            if (isClosed()) {
                return Volume.none();
            }
            ClusterVolume made = new ClusterVolume(this, key, cacheName, Bytes.of(coherency));
            ClusterVolume live = volumes.putIfAbsent(key, made);
            if (live == null) {
                // A failure is told by each look-up that needs the volume.
                Async.handled(made.acquired());
                return made;
            }
            long left = end - clock.getAsLong();
            if (!live.isBeingRelinquished() || left <= 0) {
                throw new CacheException(ErrorCode.EBUSY, Reason.NONE, "this client has volume " + key + " already");
            }
            awaitGone(live, left);
        }
    }

    private static void awaitGone(ClusterVolume live, long nanos) throws CacheException {
        try {
            Async.await(live.gone(), Duration.ofNanos(nanos), "relinquishing of volume " + live.key());
        } catch (CacheException e) {
            CacheException busy = new CacheException(
                    ErrorCode.EBUSY, e.reason(), "volume " + live.key() + " is still being relinquished");
            busy.initCause(e);
            throw busy;
        }
    }

    private static void check(String key, String cacheName, byte[] coherency) throws CacheException {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        boolean printable = key.codePoints().noneMatch(c -> Character.isISOControl(c) || c == '/');
        if (keyBytes < 1 || keyBytes > Limits.MAX_VOLUME_KEY_BYTES || !printable || key.startsWith(".")) {
            throw invalid("volume key \"" + key + "\": 1 to " + Limits.MAX_VOLUME_KEY_BYTES
                    + " bytes, printable, no '/', no leading '.'");
        }
        if (coherency.length > Limits.MAX_AUX_BYTES) {
            throw invalid("coherency data of volume " + key + ": at most " + Limits.MAX_AUX_BYTES + " bytes, not "
                    + coherency.length);
        }
        if (cacheName.getBytes(StandardCharsets.UTF_8).length > Limits.MAX_NAME_BYTES) {
            throw invalid("cache name of volume " + key + ": at most " + Limits.MAX_NAME_BYTES + " bytes");
        }
    }

    private static CacheException invalid(String message) {
        return new CacheException(ErrorCode.EINVAL, Reason.NONE, message);
    }

    void dropped(ClusterVolume volume) {
        volumes.remove(volume.key(), volume);
    }

    private void fenced(Fence fence) {
        ClusterVolume volume = volumes.get(fence.volumeKey());
        if (volume == null) {
            return;
        }
        if (fence.scope() == Fence.Scope.VOLUME) {
            volume.cookies().forEach(cookie -> cookie.fenced(fence));
            return;
        }
        ClusterCookie cookie = volume.cookie(fence.cookie());
        if (cookie != null) {
            cookie.fenced(fence);
        }
    }

    @Override
    public ClientStats stats() {
        return counters.snapshot();
    }

    @Override
    public List<NodeReport> nodes() {
        return new NodeReports(nodes).ask();
    }

    @Override
    public boolean awaitConnected(long timeoutMillis) throws InterruptedException {
        long end = clock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            CompletableFuture<Connection> ready = session.ready();
            try {
                Connection unused = ready.get(Math.max(0, end - clock.getAsLong()), TimeUnit.NANOSECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException e) {
                if (isClosed()) {
                    return false;
                }
                // Another round of candidates has failed; the session has a new future to wait for.
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long end = clock.getAsLong() + ClientLimits.CLOSE_DEADLINE.toNanos();
        CacheException why = new CacheException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the client is closed");
        volumes.values().forEach(volume -> volume.cookies().forEach(ClusterCookie::withdraw));
        tellLastReasons();
        session.close(why);
        nodes.close(why);
        dialer.close(clock, end);
    }

    /** A command that reads one file and ends has met its reasons within the last second. */
    private void tellLastReasons() {
        try {
            Async.await(reasons.tellNow(), ClientLimits.LAST_REASONS, "telling the last reasons");
        } catch (CacheException e) {
            LOG.atDebug().setCause(e).log("the last reasons for not caching were not told");
        }
    }

    /** Counts something that was not cached, and sees to it that the cluster hears of the reason. */
    void notCached(CookieId cookie, Reason reason) {
        counters.notCached(reason);
        reasons.add(cookie, reason);
    }

    /** As {@link #notCached(CookieId, Reason)}, for an error of I/O; what a node refused it knows by itself. */
    void notCached(CookieId cookie, CacheException error) {
        if (error.code() != ErrorCode.ENOBUFS) {
            return;
        }
        if (error instanceof NodeErrorException) {
            counters.notCached(error.reason());
        } else {
            notCached(cookie, error.reason());
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    Future<?> schedule(Runnable task, Duration delay) {
        return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** For what must not run on the thread that makes it possible. */
    Executor loop() {
        return loop;
    }

    OperationId newOperation() {
        return new OperationId(random.nextLong(), random.nextLong());
    }

    /** Of this session's marks; one counter for all objects, so it also grows for each. */
    long nextSequence() {
        return sequence.incrementAndGet();
    }

    /** Size of a chunk in this cluster; known once there has been a session. */
    int chunkBytes() {
        return session.chunkBytes();
    }

    Session session() {
        return session;
    }

    Nodes cluster() {
        return nodes;
    }

    Changes changes() {
        return changes;
    }

    UnuseBatch unuse() {
        return unuse;
    }

    Counters counters() {
        return counters;
    }

    Transitions transitions() {
        return transitions;
    }

    LongSupplier clock() {
        return clock;
    }

    /** The coherence rules that this client keeps. */
    Rules rules() {
        return rules;
    }

    Duration lruDelay() {
        return config.lruDelay();
    }
}
