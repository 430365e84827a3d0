package io.netfscache.internal;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client whose time stands still, one scripted node, a volume and a cookie. */
abstract class ClientFixture {
    static final byte[] KEY = {1, 2, 3};
    static final byte[] AUX = {7};
    static final int SIZE = 3 * 4096 + 100;

    final ManualClock clock = new ManualClock();
    final byte[] contents = new byte[SIZE];
    FakeNode node;
    FsCache cache;
    Volume volume;
    Cookie cookie;

    @BeforeEach
    void connectClient() throws Exception {
        new Random(1).nextBytes(contents);
        node = new FakeNode(1);
        cache = connect(node);
        volume = cache.acquireVolume("vol", "", new byte[0]);
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
    }

    @AfterEach
    void closeClient() throws IOException {
        cache.close();
        node.close();
    }

    FsCache connect(FakeNode... servers) throws InterruptedException {
        return connect(ClientConfig.DEFAULT_LRU_DELAY, 1, servers);
    }

    FsCache connect(Duration lruDelay, int threads, FakeNode... servers) throws InterruptedException {
        FsCache made = start(lruDelay, threads, servers);
        if (!made.awaitConnected(10_000)) {
            throw new AssertionError("no session");
        }
        return made;
    }

    FsCache start(Duration lruDelay, int threads, FakeNode... servers) {
        return ClusterCache.start(
                new ClientConfig(
                        Arrays.stream(servers)
                                .<java.net.SocketAddress>map(FakeNode::address)
                                .toList(),
                        "",
                        "",
                        lruDelay,
                        threads),
                clock,
                clock::millis,
                new Random(5));
    }

    void fill() throws CacheException {
        cookie.use(false);
        write(contents);
    }

    void write(byte[] bytes) throws CacheException {
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(0, ByteBuffer.wrap(bytes));
        }
    }

    byte[] read() throws CacheException {
        ByteBuffer into = ByteBuffer.allocate(SIZE);
        try (CacheOperation read = cookie.beginRead()) {
            read.read(0, into, ReadHole.FAIL);
        }
        return into.array();
    }

    CacheException readError() {
        return catchThrowableOfType(CacheException.class, this::read);
    }

    CompletableFuture<Void> startInvalidation() {
        return cookie.invalidate(AUX, SIZE, Set.of()).toCompletableFuture();
    }

    void invalidate() throws Exception {
        startInvalidation().get(10, TimeUnit.SECONDS);
    }

    static <T> List<T> only(Class<T> type, List<?> all) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
