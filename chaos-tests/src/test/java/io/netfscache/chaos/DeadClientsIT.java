package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.FsCache;
import io.netfscache.ReadHole;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that are killed while they have something in use. How long it takes until that is noticed is printed. */
@Timeout(240)
@ExtendWith(ClusterExtension.class)
class DeadClientsIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final String VOLUME = "dead-clients";
    private static final byte[] AUX = {7};
    private static final int SIZE = 16 * Limits.BLOCK_BYTES;
    /** Until the object of a dead modifier is fenced, with much room for a busy machine. */
    private static final Duration FENCED = Limits.SESSION_TIMEOUT.multipliedBy(3);

    /** A client of this JVM with its session at one node. */
    private static final class Observer implements AutoCloseable {
        private final FsCache cache;
        private final Cookie cookie;

        Observer(NodeProcess node, CookieInfo object) throws IOException, InterruptedException {
            cache = FsCache.connect(ClientConfig.of(List.of(node.dataAddress())));
            assertThat(cache.awaitConnected(Waits.CONNECTED.toMillis())).isTrue();
            cookie = cache.acquireVolume(VOLUME, "", new byte[0])
                    .acquireCookie(Set.of(), object.key().toArray(), AUX, SIZE);
            cookie.use(false);
        }

        /** As it is found now; a look-up may be repeated while a fence is on its way. */
        CacheOperation begin() {
            return await("a read begins")
                    .atMost(Waits.SETTLED)
                    .ignoreExceptions()
                    .until(() -> cookie.beginRead(), begun -> true);
        }

        ObjectGeneration generation() {
            try (CacheOperation read = begin()) {
                return read.generation();
            }
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    /** What there is to know of an object before there is one. */
    private static CookieInfo object(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return new CookieInfo(
                VOLUME,
                Bytes.of(bytes),
                CookieId.of(VOLUME, bytes),
                SIZE,
                Bytes.of(AUX),
                Generation.NONE,
                0,
                false,
                false,
                false);
    }

    @Test
    void the_mark_of_a_reader_that_was_killed_is_gone_from_its_session_node(ProcessCluster cluster) throws Exception {
        // Given
        CookieInfo object = object("read");
        try (ClusterView view = new ClusterView(cluster);
                HoldingProcess reader = HoldingProcess.start(false, object, cluster.servers())) {
            reader.begin(1);
            reader.awaitDone();
            assertThat(view.users(object)).isEqualTo(1);

            // When
            long killed = System.nanoTime();
            reader.kill9();

            // Then
            await("nobody uses it").atMost(Waits.SETTLED).until(() -> view.users(object) == 0);
            print("the mark of a killed reader was gone after %.1f s", seconds(killed));
        }
    }

    @Test
    void what_a_killed_client_was_modifying_is_fenced_at_all_nodes_when_it_cannot_come_back(ProcessCluster cluster)
            throws Exception {
        CookieInfo object = object("modified");
        List<Observer> observers = new ArrayList<>();
        try (ClusterView view = new ClusterView(cluster);
                HoldingProcess modifier = HoldingProcess.start(true, object, cluster.servers())) {
            // Given a client that has changed a part of an object, and a read of it that has begun at each node
            modifier.begin(4);
            modifier.awaitDone();
            assertThat(view.modifiers(object)).isEqualTo(1);
            List<CacheOperation> begun = new ArrayList<>();
            for (NodeProcess node : cluster.nodes()) {
                Observer observer = new Observer(node, object);
                observers.add(observer);
                begun.add(observer.begin());
            }
            ObjectGeneration before = begun.get(0).generation();
            assertThat(begun).allMatch(read -> read.generation().equals(before));

            // When
            long killed = System.nanoTime();
            modifier.kill9();

            // Then its session node forgets it, but its mark stays for as long as it could come back
            await("nobody else uses it").atMost(Waits.SETTLED).until(() -> view.users(object) == observers.size());
            assertThat(view.modifiers(object)).isEqualTo(1);
            if (LONG) {
                fencedAtAllNodes(view, object, observers, begun, killed);
            }
        } finally {
            observers.forEach(Observer::close);
        }
    }

    private static void fencedAtAllNodes(
            ClusterView view, CookieInfo object, List<Observer> observers, List<CacheOperation> begun, long killed)
            throws Exception {
        ObjectGeneration before = begun.get(0).generation();
        await("its mark is gone").atMost(FENCED).until(() -> view.modifiers(object) == 0);
        await("a new generation everywhere")
                .atMost(Waits.SETTLED)
                .until(() -> observers.stream()
                        .noneMatch(observer -> observer.generation().equals(before)));
        print("what a killed client was modifying was fenced at all nodes after %.1f s", seconds(killed));
        for (CacheOperation read : begun) {
            CacheException stale = catchThrowableOfType(
                    CacheException.class, () -> read.read(0, ByteBuffer.allocate(Limits.BLOCK_BYTES), ReadHole.IGNORE));
            assertThat(stale.code()).isEqualTo(ErrorCode.ESTALE);
        }
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    private static void print(String format, Object... figures) {
        System.out.println(String.format(Locale.ROOT, "DeadClientsIT: " + format, figures));
    }
}
