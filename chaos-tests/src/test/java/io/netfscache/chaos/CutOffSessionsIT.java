package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A client that the network cuts off, from its session node or from all: it reads throughout, while others change what it
 * reads. What took how long is printed.
 */
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffSessionsIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final String VICTIM = "victim";
    private static final String PATH = "/versioned";
    private static final int NODES = 3;
    private static final int CHANGES = 4;

    /** At least; the cut goes on until the client is served again. */
    private static final Duration CUT_FROM_ONE = LONG ? Duration.ofSeconds(10) : Duration.ZERO;

    /** Only the last is longer than a session lives. */
    private static final List<Duration> CUTS_FROM_ALL = LONG
            ? List.of(Duration.ofSeconds(10), Duration.ofSeconds(60))
            : List.of(Limits.LEASE.multipliedBy(3).dividedBy(2));

    private final List<CuttableProxy> proxies = new ArrayList<>();
    private ProcessCluster cluster;

    /** Reads one open file over and over, and knows when a read was last served from folios. */
    private static final class Reading implements AutoCloseable {
        private final TestClient client;
        private final AtomicBoolean done = new AtomicBoolean();
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final Future<?> running;
        private volatile long servedTick;

        Reading(TestClient client, VersionedFile file) {
            this.client = client;
            this.running = thread.submit(() -> {
                read(file);
                return null;
            });
        }

        private void read(VersionedFile file) throws IOException {
            try (NetfsFile open = client.open(file.path())) {
                while (!done.get()) {
                    long before = client.folioBytes();
                    long began = VersionedFile.tick();
                    file.read(VICTIM, began, TestClient.read(open));
                    if (client.folioBytes() > before) {
                        servedTick = began;
                    }
                }
            }
        }

        /** Waits until a read that began after {@code tick} was served from folios; when that was. */
        long awaitServed(long tick) {
            await("reads from folios")
                    .atMost(Waits.SETTLED)
                    .pollInterval(Duration.ofMillis(10))
                    .failFast("the reads have ended", running::isDone)
                    .until(() -> servedTick - tick > 0);
            return servedTick;
        }

        void stop() throws Exception {
            done.set(true);
            running.get(Waits.SETTLED.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            done.set(true);
            thread.shutdown();
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cluster = ProcessCluster.start(NODES, folder, data -> {
            CuttableProxy proxy = CuttableProxy.before(data);
            proxies.add(proxy);
            return proxy.address();
        });
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
        for (CuttableProxy proxy : proxies) {
            proxy.close();
        }
    }

    private void heal() {
        proxies.forEach(CuttableProxy::heal);
    }

    private TestClient victim(CountingOrigin origin, List<InetSocketAddress> servers) throws Exception {
        return TestClient.connect(VICTIM, origin, servers);
    }

    @Test
    void a_session_whose_node_is_cut_off_goes_on_through_another_and_loses_no_fence() throws Exception {
        try (CountingOrigin origin = CountingOrigin.start();
                TestClient writer =
                        TestClient.connect(origin, List.of(cluster.node(1).dataAddress()));
                TestClient victim = victim(origin, List.of(proxies.get(0).address()))) {
            // Given a client with folios, and another one that changes what it reads
            VersionedFile file = firstVersion(origin);
            try (Reading reading = new Reading(victim, file);
                    Changer changer = Changer.start(file, writer)) {
                changer.awaitMore(CHANGES);
                reading.awaitServed(VersionedFile.tick());

                // When it is cut off from its session node
                long cut = VersionedFile.tick();
                proxies.get(0).cut(VICTIM);

                // Then it is served again when its old lease is over for long, so through another node
                long resumed = reading.awaitServed(cut + Limits.LEASE.toNanos());
                hold(cut, CUT_FROM_ONE);
                changer.awaitMore(CHANGES);
                reading.awaitServed(VersionedFile.tick());

                // And what was on its way arrives late, which changes nothing
                long healed = VersionedFile.tick();
                heal();
                changer.awaitMore(CHANGES);
                changer.stop();
                reading.stop();
                assertThat(file.problems()).isEmpty();
                assertThat(victim.stats().sessionsExpired()).isZero();
                print(
                        "cut off from its session node for %.1f s: served from folios again after %.1f s; invalidations"
                                + " meanwhile %s; reads %d",
                        seconds(cut, healed), seconds(cut, resumed), changer.during(cut, healed), file.reads());
            }
        } finally {
            heal();
        }
    }

    @Test
    void a_session_cut_off_from_all_nodes_resumes_without_a_lost_fence_or_says_that_it_has_expired() throws Exception {
        for (Duration cut : CUTS_FROM_ALL) {
            try (CountingOrigin origin = CountingOrigin.start()) {
                cutOffFromAll(origin, cut);
            } finally {
                heal();
            }
        }
    }

    private void cutOffFromAll(CountingOrigin origin, Duration atLeast) throws Exception {
        boolean expires = atLeast.compareTo(Limits.SESSION_TIMEOUT) > 0;
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger("io.netfscache.internal.Session");
        log.start();
        logger.addAppender(log);
        try (ClusterView view = new ClusterView(cluster);
                TestClient writer =
                        TestClient.connect(origin, List.of(cluster.node(1).dataAddress()));
                TestClient victim = victim(
                        origin, proxies.stream().map(CuttableProxy::address).toList())) {
            // Given a client that reads one object and is a modifier of another
            VersionedFile file = firstVersion(origin);
            String volumeKey = "marks-" + atLeast.toSeconds();
            Cookie cookie = victim.cache()
                    .acquireVolume(volumeKey, "", new byte[0])
                    .acquireCookie(Set.of(), new byte[] {1}, new byte[] {7}, 4096);
            cookie.use(true);
            cookie.beginWrite().close();
            CookieInfo marked = view.object(volumeKey, new byte[] {1}).orElseThrow();
            assertThat(marked.modifiers()).isEqualTo(1);
            try (Reading reading = new Reading(victim, file);
                    Changer changer = Changer.start(file, writer)) {
                changer.awaitMore(CHANGES);
                reading.awaitServed(VersionedFile.tick());

                // When nothing passes between it and any node
                long began = VersionedFile.tick();
                proxies.forEach(proxy -> proxy.cut(VICTIM));

                // Then its mark goes only if that is for longer than a session lives
                if (expires) {
                    awaitMarksGone(view, marked, began);
                }
                hold(began, atLeast);
                changer.awaitMore(CHANGES);
                if (!expires) {
                    assertThat(view.modifiers(marked)).isEqualTo(1);
                }

                // And when it can be reached again it caches as before, and takes its mark anew
                long healed = VersionedFile.tick();
                heal();
                long resumed = reading.awaitServed(healed);
                changer.awaitMore(CHANGES);
                awaitWrite(cookie);
                assertThat(view.modifiers(marked)).isEqualTo(1);
                changer.stop();
                reading.stop();

                // And it has read nothing old, and says whether its session expired
                assertThat(file.problems()).isEmpty();
                assertThat(victim.stats().sessionsExpired()).isEqualTo(expires ? 1 : 0);
                assertThat(log.list.stream()
                                .map(ILoggingEvent::getFormattedMessage)
                                .filter(line -> line.startsWith("session expired after"))
                                .toList())
                        .hasSize(expires ? 1 : 0);
                print(
                        "cut off from all nodes for %.1f s: served from folios again %.1f s after that; invalidations"
                                + " meanwhile %s; reads %d",
                        seconds(began, healed), seconds(healed, resumed), changer.during(began, healed), file.reads());
            }
        } finally {
            logger.detachAppender(log);
        }
    }

    /** The modifier's mark, with a new generation for what it may have written, and those of a reader. */
    private static void awaitMarksGone(ClusterView view, CookieInfo marked, long began) {
        await("marks are gone")
                .atMost(Limits.SESSION_TIMEOUT.plus(Waits.SETTLED))
                .until(() -> view.modifiers(marked) == 0);
        long fenced = VersionedFile.tick();
        await("the session is forgotten")
                .atMost(Waits.SETTLED)
                .untilAsserted(() -> assertThat(view.users(marked)).isZero());
        await("a new generation")
                .atMost(Waits.SETTLED)
                .until(() -> !view.object(marked.volumeKey(), marked.key().toArray())
                        .orElseThrow()
                        .generation()
                        .equals(marked.generation()));
        print(
                "marks of the session that was cut off: the modifier's gone after %.1f s, the readers' after %.1f s",
                seconds(began, fenced), seconds(began, VersionedFile.tick()));
    }

    /** A look-up that failed while nothing passed is not repeated for a second. */
    private static void awaitWrite(Cookie cookie) {
        await("a write begins").atMost(Waits.SETTLED).ignoreExceptions().until(() -> {
            cookie.beginWrite().close();
            return true;
        });
    }

    private static VersionedFile firstVersion(CountingOrigin origin) {
        VersionedFile file = new VersionedFile(origin, PATH);
        file.acknowledged(file.writeNext());
        return file;
    }

    private static void hold(long from, Duration atLeast) {
        await("the cut")
                .atMost(atLeast.plus(Waits.SETTLED))
                .until(() -> VersionedFile.tick() - from >= atLeast.toNanos());
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }

    private static void print(String format, Object... figures) {
        System.out.println(String.format(Locale.ROOT, "CutOffSessionsIT: " + format, figures));
    }
}
