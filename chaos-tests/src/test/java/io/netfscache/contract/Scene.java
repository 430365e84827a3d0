package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.CookieState;
import io.netfscache.Volume;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** One object and two clients at different nodes: {@code a}, whose cookie is in some state, and {@code b}, who uses the object. */
final class Scene {
    static final int SIZE = 8192;
    static final byte[] OLD = Io.contents('o', SIZE);
    static final byte[] NEW = Io.contents('n', SIZE);
    private static final String NAME = "object";

    final ContractCluster cluster;
    final ContractClient a;
    final ContractClient b;
    final String volumeKey = ContractCluster.unusedKey("scene");
    final Volume volumeOfA;
    final Cookie ofB;
    /** The one that the scene is about. */
    Cookie ofA;

    private boolean aUsesIt;
    private final List<CacheOperation> begun = new ArrayList<>();

    private Scene(ContractCluster cluster, Duration lruDelayOfA) throws Exception {
        this.cluster = cluster;
        this.a = cluster.client(0, lruDelayOfA);
        this.b = cluster.client(1);
        this.volumeOfA = spareVolume(a);
        this.ofA = ContractClient.cookie(volumeOfA, NAME, SIZE);
        this.ofB = ContractClient.cookie(spareVolume(b), NAME, SIZE);
        ofA.notePageRelease();
        ofB.notePageRelease();
    }

    /** In a cache that no other test needs. */
    private Volume spareVolume(ContractClient client) throws CacheException {
        return client.cache().acquireVolume(volumeKey, ContractCluster.SPARE_CACHE, ContractClient.AUX);
    }

    static Scene set(ContractCluster cluster, Duration lruDelayOfA) throws Exception {
        return new Scene(cluster, lruDelayOfA);
    }

    /** {@code b} uses the object and stores the old contents. */
    void oldIsCached() throws CacheException {
        ofB.use(false);
        Io.fill(ofB, OLD);
        assertThat(Io.read(ofB, SIZE)).isEqualTo(OLD);
        begun.add(ofB.beginRead());
    }

    /** {@code a} uses the object and has looked it up. */
    void aHasLookedUp() throws CacheException {
        ofA.use(false);
        begun.add(ofA.beginRead());
    }

    /** As {@link #aHasLookedUp}, and it has read the old contents. */
    void aHasReadOld() throws CacheException {
        aHasLookedUp();
        assertThat(Io.read(ofA, SIZE)).isEqualTo(OLD);
    }

    void awaitState(Class<? extends CookieState> type) {
        await("the cookie is " + type.getSimpleName()).atMost(Io.SOON).until(() -> type.isInstance(ofA.state()));
    }

    /** Reads that began before the change end with ESTALE, those that wait and those that do not. */
    void assertThatWhatBeganBeforeIsStale() throws Exception {
        for (CacheOperation operation : begun) {
            CompletableFuture<byte[]> async = Io.readAsync(operation, SIZE);
            assertThat(Io.code(() -> Io.read(operation, SIZE))).isEqualTo(ErrorCode.ESTALE);
            assertThat(Io.code(async)).isEqualTo(ErrorCode.ESTALE);
            assertThat(operation.isCurrent()).isFalse();
        }
    }

    /** Neither client finds a byte in the cache; what one of them stores then is what the other one reads. */
    void assertThatNothingOldIsCached() throws Exception {
        assertThatNothingIsCached(SIZE);
        Io.fill(ofB, NEW);
        assertThat(Io.read(usableByA(), SIZE)).isEqualTo(NEW);
    }

    /** Neither client finds any of the first bytes in the cache. */
    void assertThatNothingIsCached(int bytes) {
        Cookie cookieOfA = usableByA();
        for (int position = 0; position < bytes; position += Limits.BLOCK_BYTES) {
            assertMissing(ofB, position);
            assertMissing(cookieOfA, position);
        }
    }

    /** In use; another cookie if the first was given back. */
    private Cookie usableByA() {
        if (aUsesIt) {
            return ofA;
        }
        aUsesIt = true;
        if (ofA.state() instanceof CookieState.Relinquishing || ofA.state() instanceof CookieState.Dropped) {
            await("the key is free again").atMost(Io.SOON).until(() -> {
                ofA = ContractClient.cookie(volumeOfA, NAME, SIZE);
                return ofA != Cookie.none();
            });
        }
        ofA.use(false);
        return ofA;
    }

    /** Not cached at all may be for a moment; old contents never. */
    private static void assertMissing(Cookie cookie, int position) {
        // A read that succeeds fails the test at once.
        CacheException unused = await("the cache can be asked")
                .atMost(Io.SOON)
                .until(
                        () -> Io.error(() -> Io.read(cookie, position, Limits.BLOCK_BYTES)),
                        error -> error.code() == ErrorCode.ENODATA);
    }

    /** What the cluster knows of the object. */
    CookieInfo record() throws IOException {
        return cluster.record(volumeKey, NAME.getBytes(StandardCharsets.UTF_8));
    }

    /** The object is invalidated by {@code by}, which keeps what identifies it. */
    static CompletableFuture<Void> invalidate(Cookie by) {
        return by.invalidate(null, SIZE, Set.of()).toCompletableFuture();
    }
}
