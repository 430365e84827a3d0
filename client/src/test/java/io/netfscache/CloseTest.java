package io.netfscache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Use;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code close()} returns there is no thread of the client, whatever was under way. */
@Timeout(60)
final class CloseTest {
    private static final int SIZE = 10_000;

    private static final Pattern OF_THE_TEST = Pattern.compile("fake-node|test-reader|awaitility-.*|junit-.*");

    private Set<Thread> before = Set.of();

    @BeforeEach
    void rememberThreads() {
        before = Thread.getAllStackTraces().keySet();
    }

    /** Threads that there were not before and that are not those of this test and its tools. */
    private List<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> !OF_THE_TEST.matcher(name).matches())
                .toList();
    }

    private static FsCache connect(SocketAddress server, int threads) {
        return FsCache.connect(new ClientConfig(List.of(server), "", "", ClientConfig.DEFAULT_LRU_DELAY, threads));
    }

    private static Cookie cookie(FsCache cache) throws CacheException {
        return cache.acquireVolume("vol", "", new byte[0])
                .acquireCookie(Set.of(), new byte[] {1}, new byte[] {2}, SIZE);
    }

    private static void fill(Cookie cookie) throws CacheException {
        cookie.use(false);
        try (CacheOperation write = cookie.beginWrite()) {
            assertThat(write.write(0, ByteBuffer.allocate(SIZE))).isEqualTo(SIZE);
        }
    }

    private static int read(Cookie cookie) throws CacheException {
        try (CacheOperation read = cookie.beginRead()) {
            return read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL);
        }
    }

    private static FutureTask<Integer> reader(Cookie cookie) {
        FutureTask<Integer> reading = new FutureTask<>(() -> read(cookie));
        Thread thread = new Thread(reading, "test-reader");
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    private static void assertEndsUncached(FutureTask<Integer> reading) throws Exception {
        Throwable why = null;
        try {
            reading.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            why = e.getCause();
        }
        assertThat(why)
                .isInstanceOfSatisfying(
                        CacheException.class, e -> assertThat(e.code()).isIn(ErrorCode.ENOBUFS, ErrorCode.ESTALE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoClientsOfOneProgramLiveAndEndIndependently(boolean firstFirst) throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            // Given: two clients, of several threads each, that have both moved bytes.
            FsCache first = connect(node.address(), 3);
            FsCache second = connect(node.address(), 2);
            Cookie ofFirst = cookie(first);
            Cookie ofSecond = cookie(second);
            fill(ofFirst);
            ofSecond.use(false);
            assertThat(read(ofSecond)).isEqualTo(SIZE);
            // When
            (firstFirst ? first : second).close();
            // Then: the other goes on.
            assertThat(read(firstFirst ? ofSecond : ofFirst)).isEqualTo(SIZE);
            (firstFirst ? second : first).close();
            assertThat(newThreads()).isEmpty();
        }
    }

    @Test
    void aClientWhoseClusterCannotBeReachedLeavesNoThread() throws Exception {
        int refusing;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusing = taken.getLocalPort();
        }
        for (SocketAddress server : List.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), refusing),
                InetSocketAddress.createUnresolved("no-such-host.invalid", 7440))) {
            FsCache cache = connect(server, 1);
            cookie(cache).use(false);
            assertThat(cache.awaitConnected(100)).isFalse();
            cache.close();
            assertThat(newThreads()).as("%s", server).isEmpty();
        }
    }

    @Test
    void aClientThatIsBeingGreetedLeavesNoThread() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            Swallowed hellos = new Swallowed(Hello.class);
            node.script = hellos;
            FsCache cache = connect(node.address(), 1);
            hellos.await();
            cache.close();
            assertThat(newThreads()).isEmpty();
        }
    }

    @Test
    void aLookUpUnderWayEndsUncachedAndLeavesNoThread() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            Swallowed uses = new Swallowed(Use.class);
            node.script = uses;
            FsCache cache = node.client();
            Cookie cookie = cookie(cache);
            cookie.use(false);
            FutureTask<Integer> reading = reader(cookie);
            uses.await();
            cache.close();
            assertThat(newThreads()).isEmpty();
            assertEndsUncached(reading);
        }
    }

    @Test
    void aReadUnderWayEndsUncachedAndLeavesNoThread() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            FsCache cache = node.client();
            Cookie cookie = cookie(cache);
            fill(cookie);
            Swallowed reads = new Swallowed(Read.class);
            node.script = reads;
            FutureTask<Integer> reading = reader(cookie);
            reads.await();
            cache.close();
            assertThat(newThreads()).isEmpty();
            assertEndsUncached(reading);
        }
    }

    @Test
    void aCallbackOfTheClientMayCloseIt() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            FsCache cache = node.client();
            Cookie cookie = cookie(cache);
            fill(cookie);
            CompletableFuture<Void> closed = new CompletableFuture<>();
            try (CacheOperation read = cookie.beginRead()) {
                read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL, (bytes, error, async) -> {
                    cache.close();
                    closed.complete(null);
                });
            }
            closed.get(3, TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(newThreads()).isEmpty());
        }
    }

    @Test
    void aMountWithReadAheadLeavesNoThread(@TempDir Path folder) throws Exception {
        Path path = Files.write(folder.resolve("file"), new byte[12 << 20]);
        try (FakeNode node = new FakeNode(1);
                Origin origin = Origins.resolve(path.toString()).origin()) {
            FsCache cache = node.client();
            try (Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
                    NetfsFile file = netfs.open(path.toString())) {
                assertThat(file.read(0, ByteBuffer.allocate(100_000))).isEqualTo(100_000);
                assertThat(newThreads()).contains("netfs-readahead");
            }
            cache.close();
            // The pool has ended; a thread of it may still be on its last steps.
            await().untilAsserted(() -> assertThat(newThreads()).isEmpty());
        }
    }

    @Test
    void aThreadOfTheProgramKeepsNothingOfTheClient() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            FutureTask<List<String>> user = new FutureTask<>(() -> {
                try (FsCache cache = node.client()) {
                    Cookie cookie = cookie(cache);
                    fill(cookie);
                    assertThat(read(cookie)).isEqualTo(SIZE);
                }
                return ThreadLocals.ofThisThread().stream()
                        .filter(type -> type.startsWith("io.netty") || type.startsWith("io.netfscache"))
                        .collect(Collectors.toList());
            });
            new Thread(user, "test-reader").start();
            assertThat(user.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    /** A node that never answers requests of one kind. */
    private static final class Swallowed implements FakeNode.Script {
        private final Class<? extends Frame> type;
        private final CountDownLatch seen = new CountDownLatch(1);

        Swallowed(Class<? extends Frame> type) {
            this.type = type;
        }

        @Override
        public boolean handle(FakeNode.Link link, long requestId, Frame frame) {
            if (type.isInstance(frame)) {
                seen.countDown();
                return true;
            }
            return false;
        }

        void await() throws InterruptedException {
            assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
