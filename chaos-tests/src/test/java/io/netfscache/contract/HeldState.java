package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.CookieState;
import io.netfscache.ReadHole;
import io.netfscache.contract.Firewall.Way;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.FrameType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The states of a cookie, and how one is brought into each and kept there, with old contents in the cache. */
enum HeldState {
    QUIESCENT(CookieState.Quiescent.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            return HeldState::nothing;
        }
    },
    LOOKING_UP(CookieState.LookingUp.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            Firewall.Rule held = scene.cluster.firewall().hold(scene.a.principal(), Way.TO_CLIENT, FrameType.COOKIE);
            scene.ofA.use(false);
            awaitCaught(held);
            return held;
        }
    },
    CREATING(CookieState.Creating.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.aHasLookedUp();
            scene.oldIsCached();
            return HeldState::nothing;
        }
    },
    ACTIVE(CookieState.Active.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            scene.aHasReadOld();
            return HeldState::nothing;
        }
    },
    /** By an invalidation that the cluster does not know of yet. */
    INVALIDATING(CookieState.Invalidating.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            scene.aHasReadOld();
            Firewall.Rule held = scene.cluster.firewall().hold(scene.a.principal(), Way.TO_NODE, FrameType.CHANGE);
            CompletableFuture<Void> first = Scene.invalidate(scene.ofA);
            awaitCaught(held);
            assertThat(first).isNotDone();
            return held;
        }
    },
    /** As the client is cut off. */
    FAILED(CookieState.Failed.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            scene.aHasReadOld();
            Firewall.Rule cut = scene.cluster.firewall().cut(scene.a.principal());
            await("the look-up fails").atMost(Io.SOON).until(() -> {
                try {
                    scene.ofA.beginRead().close();
                } catch (CacheException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENOBUFS);
                }
                return scene.ofA.state() instanceof CookieState.Failed;
            });
            return cut;
        }
    },
    /** For as long as marks that go back wait for others to go with them. */
    LRU_DISCARDING(CookieState.LruDiscarding.class) {
        @Override
        Duration lruDelay() {
            return Duration.ZERO;
        }

        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            scene.aHasReadOld();
            scene.ofA.unuse(null, null);
            await("the mark goes back")
                    .atMost(Io.SOON)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        if (scene.ofA.state() instanceof CookieState.Quiescent) {
                            // Missed it.
                            scene.ofA.use(false);
                            scene.ofA.beginRead().close();
                            scene.ofA.unuse(null, null);
                        }
                        return scene.ofA.state() instanceof CookieState.LruDiscarding;
                    });
            return HeldState::nothing;
        }
    },
    /**
     * For as long as I/O is ending because the cache went away: it cannot while a termination function is running on the
     * client's event loop.
     */
    WITHDRAWING(CookieState.Withdrawing.class) {
        @Override
        AutoCloseable hold(Scene scene) throws Exception {
            scene.oldIsCached();
            scene.aHasReadOld();
            CountDownLatch released = new CountDownLatch(1);
            CompletableFuture<Void> ending = new CompletableFuture<>();
            CacheOperation operation = scene.ofA.beginRead();
            Firewall.Rule answers =
                    scene.cluster.firewall().setAside(scene.a.principal(), Way.TO_CLIENT, FrameType.DATA);
            CompletableFuture<byte[]> waiting = Io.readAsync(operation, Scene.SIZE);
            awaitCaught(answers);
            scene.cluster.withdrawSpareCache();
            operation.read(0, ByteBuffer.allocate(Scene.SIZE), ReadHole.FAIL, (transferred, error, wasAsync) -> {
                ending.complete(null);
                awaitQuietly(released);
            });
            Io.await(ending);
            return () -> {
                released.countDown();
                answers.close();
                assertThat(Io.code(waiting)).isIn(ErrorCode.ENOBUFS, ErrorCode.ESTALE);
                scene.cluster.resumeSpareCache();
            };
        }
    },
    /** By a retirement that the cluster does not know of yet. */
    RELINQUISHING(CookieState.Relinquishing.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            scene.aHasReadOld();
            scene.ofA.unuse(null, null);
            Firewall.Rule held = scene.cluster.firewall().hold(scene.a.principal(), Way.TO_NODE, FrameType.CHANGE);
            CompletableFuture<Void> relinquished = Io.inBackground(() -> scene.ofA.relinquish(true));
            awaitCaught(held);
            return () -> {
                held.close();
                Io.await(relinquished);
            };
        }
    },
    DROPPED(CookieState.Dropped.class) {
        @Override
        AutoCloseable hold(Scene scene) throws CacheException {
            scene.oldIsCached();
            scene.aHasReadOld();
            scene.ofA.unuse(null, null);
            scene.ofA.relinquish(false);
            return HeldState::nothing;
        }
    };

    private final Class<? extends CookieState> type;

    HeldState(Class<? extends CookieState> type) {
        this.type = type;
    }

    Class<? extends CookieState> type() {
        return type;
    }

    /** Whether it lasts until the result of {@link #hold} is closed; else it has just been seen, and passes by itself. */
    boolean lasts() {
        return this != LRU_DISCARDING;
    }

    /** Of the client whose cookie it is. */
    Duration lruDelay() {
        return ClientConfig.DEFAULT_LRU_DELAY;
    }

    /** Brings the cookie of {@code a} into the state, where it stays until the result is closed, if nobody changes it. */
    abstract AutoCloseable hold(Scene scene) throws Exception;

    /** The state lasts by itself. */
    private static void nothing() {}

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(Io.SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitCaught(Firewall.Rule rule) {
        await("the firewall holds it").atMost(Io.SOON).until(() -> rule.caught() > 0);
    }
}
