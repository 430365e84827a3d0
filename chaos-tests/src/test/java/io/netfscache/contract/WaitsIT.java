package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every wait has an end, whatever a node does not answer: all of them at the same time, each with a client of its own. Those
 * of 15 s and more only with -Plong.
 */
@Timeout(180)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class WaitsIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final int SIZE = 10_000;
    private static final String ANSWERED = "an answer";

    /** A call that has to wait; whether it throws is part of what it says. */
    @FunctionalInterface
    private interface Call {
        void run() throws Exception;
    }

    /** Brings a client into the state in which a call has to wait, and gives that call. */
    @FunctionalInterface
    private interface Preparation {
        Call prepare(Clients clients) throws Exception;
    }

    /** How long waits are, in {@link Limits}, and how they end. */
    private record Wait(String name, String end, boolean isLong, Preparation preparation) {}

    private static Wait brief(String name, ErrorCode end, Preparation preparation) {
        return new Wait(name, end.name(), false, preparation);
    }

    private static Wait lengthy(String name, ErrorCode end, Preparation preparation) {
        return new Wait(name, end.name(), true, preparation);
    }

    private static List<Wait> waits(ContractCluster cluster) {
        return List.of(
                brief("LOOKUP_DEADLINE, BEGIN_DEADLINE: a look-up", ErrorCode.ENOBUFS, clients -> {
                    clients.holdAnswers(0, FrameType.COOKIE);
                    return () -> clients.use(0, "file", SIZE).beginRead();
                }),
                brief("BEGIN_DEADLINE: a change under way", ErrorCode.ENOBUFS, clients -> {
                    Cookie cookie = inUse(clients);
                    clients.holdRequests(0, FrameType.CHANGE);
                    return () -> {
                        Object unused = cookie.invalidate(null, SIZE, Set.of());
                        cookie.beginRead().close();
                    };
                }),
                brief("READ_DEADLINE: a read", ErrorCode.ENOBUFS, clients -> {
                    CacheOperation operation = inUse(clients).beginRead();
                    clients.holdRequests(0, FrameType.READ);
                    return () -> operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.CLEAR);
                }),
                brief("READ_DEADLINE: a write", ErrorCode.ENOBUFS, clients -> {
                    CacheOperation operation = inUse(clients).beginWrite();
                    clients.holdRequests(0, FrameType.WRITE);
                    return () -> operation.write(0, ByteBuffer.allocate(SIZE));
                }),
                brief("CONNECT_DEADLINE: a node that does not say hello", ErrorCode.ENOBUFS, clients -> {
                    String principal = ContractCluster.unusedKey("unheard");
                    cluster.firewall().hold(principal, Firewall.Way.TO_CLIENT, FrameType.WELCOME);
                    return () -> {
                        try (FsCache cache = FsCache.connect(config(cluster, principal))) {
                            Cookie cookie = cache.acquireVolume("any", "", new byte[0])
                                    .acquireCookie(Set.of(), new byte[] {1}, new byte[0], SIZE);
                            cookie.use(false);
                            cookie.beginRead();
                        }
                    };
                }),
                brief("LOOKUP_DEADLINE: the list of volumes", ErrorCode.ENOBUFS, clients -> {
                    ClusterAdmin admin = operator(cluster, FrameType.LIST_VOLUMES);
                    return () -> askAndClose(admin, () -> admin.volumes(10));
                }),
                brief("LOOKUP_DEADLINE: the list of cookies", ErrorCode.ENOBUFS, clients -> {
                    ClusterAdmin admin = operator(cluster, FrameType.LIST_COOKIES);
                    return () -> askAndClose(admin, () -> admin.cookies(clients.volumeKey(), 10));
                }),
                new Wait("LOOKUP_DEADLINE: the caches of the nodes", ANSWERED, false, clients -> {
                    ClusterAdmin admin = operator(cluster, FrameType.LIST_CACHES);
                    return () ->
                            askAndClose(admin, () -> assertThat(admin.caches()).isEmpty());
                }),
                new Wait("LOOKUP_DEADLINE: the figures of the nodes", ANSWERED, false, clients -> {
                    ClusterAdmin admin = operator(cluster, FrameType.STATS_REQUEST, FrameType.STATUS_REQUEST);
                    return () ->
                            askAndClose(admin, () -> assertThat(admin.nodes()).noneMatch(NodeReport::reachable));
                }),
                new Wait("the end of a client whose read is not answered", ANSWERED, false, clients -> {
                    CacheOperation operation = inUse(clients).beginRead();
                    clients.holdRequests(0, FrameType.READ, FrameType.UNUSE, FrameType.CHANGE);
                    operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.CLEAR, new Termination());
                    return () -> clients.cache(0).close();
                }),
                lengthy("INVALIDATE_DEADLINE: an invalidation", ErrorCode.ETIMEDOUT, clients -> {
                    Cookie cookie = changeHeld(clients);
                    return () -> {
                        Object unused = cookie.invalidate(null, SIZE, Set.of())
                                .toCompletableFuture()
                                .get();
                    };
                }),
                lengthy("INVALIDATE_DEADLINE: an update", ErrorCode.ETIMEDOUT, clients -> {
                    Cookie cookie = changeHeld(clients);
                    return () -> cookie.update(new byte[] {2}, null);
                }),
                lengthy("INVALIDATE_DEADLINE: a resize", ErrorCode.ETIMEDOUT, clients -> {
                    Cookie cookie = changeHeld(clients);
                    return () -> cookie.resize(1);
                }),
                lengthy("INVALIDATE_DEADLINE: the update of an unuse", ErrorCode.ETIMEDOUT, clients -> {
                    Cookie cookie = changeHeld(clients);
                    return () -> cookie.unuse(new byte[] {2}, null);
                }),
                lengthy("INVALIDATE_DEADLINE: a retirement", ErrorCode.ETIMEDOUT, clients -> {
                    Cookie cookie = changeHeld(clients);
                    cookie.unuse(null, null);
                    return () -> cookie.relinquish(true);
                }),
                lengthy("VOLUME_COLLISION_DEADLINE: a volume that is being relinquished", ErrorCode.EBUSY, clients -> {
                    clients.holdRequests(0, FrameType.RELINQUISH_VOLUME);
                    Volume volume = clients.volume(0);
                    Thread relinquishing = new Thread(() -> {
                        CacheException unused = Io.error(() -> volume.relinquish(Clients.AUX, true));
                    });
                    relinquishing.start();
                    return () -> clients.cache(0).acquireVolume(clients.volumeKey(), "", Clients.AUX);
                }));
    }

    private static Cookie inUse(Clients clients) throws CacheException {
        Cookie cookie = clients.use(0, "file", SIZE);
        RangeIo.write(cookie, 0, RangeIo.bytes(1, SIZE));
        return cookie;
    }

    private static Cookie changeHeld(Clients clients) throws CacheException {
        Cookie cookie = inUse(clients);
        clients.holdRequests(0, FrameType.CHANGE);
        return cookie;
    }

    private static ClientConfig config(ContractCluster cluster, String principal) {
        return new ClientConfig(List.of(cluster.gate(0).address()), principal, "", ClientConfig.DEFAULT_LRU_DELAY, 1);
    }

    private static ClusterAdmin operator(ContractCluster cluster, FrameType first, FrameType... more)
            throws CacheException {
        String principal = ContractCluster.unusedKey("operator");
        cluster.firewall().hold(principal, Firewall.Way.TO_NODE, first, more);
        return ClusterAdmin.connect(config(cluster, principal));
    }

    private static void askAndClose(ClusterAdmin admin, Call question) throws Exception {
        try (admin) {
            question.run();
        }
    }

    /** The code of the {@link CacheException} that it ends with, or {@link #ANSWERED}. */
    private static String end(Call call) throws Exception {
        try {
            call.run();
            return ANSWERED;
        } catch (CacheException e) {
            return e.code().name();
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause() instanceof CacheException cache ? cache.code().name() : e.toString();
        }
    }

    @Test
    @Row({10, 12, 14, 17})
    void every_wait_has_an_end(ContractCluster cluster) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        Map<String, Future<String>> ends = new LinkedHashMap<>();
        Map<String, String> wanted = new LinkedHashMap<>();
        try {
            for (Wait wait : waits(cluster)) {
                if (LONG || !wait.isLong()) {
                    Call call = wait.preparation().prepare(Clients.connect(cluster, "waits", 1));
                    wanted.put(wait.name(), wait.end());
                    ends.put(wait.name(), threads.submit(() -> end(call)));
                }
            }
            Map<String, String> found = new LinkedHashMap<>();
            for (Map.Entry<String, Future<String>> each : ends.entrySet()) {
                found.put(
                        each.getKey(),
                        each.getValue().get(2 * Limits.INVALIDATE_DEADLINE.toSeconds(), TimeUnit.SECONDS));
            }
            assertThat(found).containsExactlyEntriesOf(wanted);
        } finally {
            threads.shutdownNow();
        }
    }
}
