package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.CacheChange;
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
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedNodeTest {
    private static final int SIZE = 100_000;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    /** A client with the one object of these tests in use. */
    private static final class Client implements AutoCloseable {
        private final FsCache cache;
        private final Cookie cookie;

        Client(Path socket, String aux) throws CacheException, InterruptedException {
            cache = FsCache.connect(ClientConfig.of(List.of(UnixDomainSocketAddress.of(socket))));
            assertThat(cache.awaitConnected(WAIT.toMillis())).isTrue();
            Volume volume = cache.acquireVolume("volume", "", new byte[0]);
            cookie = volume.acquireCookie(Set.of(), KEY, aux.getBytes(StandardCharsets.UTF_8), SIZE);
            cookie.use(false);
        }

        void write(byte[] contents) throws CacheException {
            try (CacheOperation write = cookie.beginWrite()) {
                assertThat(write.write(0, ByteBuffer.wrap(contents))).isEqualTo(contents.length);
            }
        }

        byte[] read() throws CacheException {
            ByteBuffer into = ByteBuffer.allocate(SIZE);
            try (CacheOperation read = cookie.beginRead()) {
                assertThat(read.read(0, into, ReadHole.FAIL)).isEqualTo(SIZE);
            }
            return into.array();
        }

        ErrorCode miss() {
            return catchThrowableOfType(CacheException.class, this::read).code();
        }

        void invalidate(String aux) throws Exception {
            cookie.invalidate(aux.getBytes(StandardCharsets.UTF_8), SIZE, Set.of())
                    .toCompletableFuture()
                    .get(WAIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    private static byte[] contents(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static EmbeddedNode open(Path directory) throws IOException {
        return EmbeddedNode.open(new EmbeddedConfig(directory, EmbeddedConfig.DEFAULT_BYTES, List.of()));
    }

    private static EmbeddedNode openReady(Path directory) throws IOException, InterruptedException {
        EmbeddedNode node = open(directory);
        assertThat(node.awaitReady(WAIT)).isTrue();
        return node;
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    /** What a process that is killed leaves: the files as they are now. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                if (Files.isRegularFile(each) || Files.isDirectory(each)) {
                    Files.copy(each, to.resolve(from.relativize(each).toString()));
                }
            }
        }
    }

    @Test
    void two_clients_share_what_one_has_stored_and_an_invalidation_holds_for_both() throws Exception {
        try (EmbeddedNode node = openReady(cache());
                Client one = new Client(node.socket(), "v1");
                Client other = new Client(node.socket(), "v1")) {
            one.write(contents(1));
            assertThat(other.read()).isEqualTo(contents(1));

            one.invalidate("v2");

            assertThat(one.miss()).isEqualTo(ErrorCode.ENODATA);
            assertThat(other.miss()).isIn(ErrorCode.ENODATA, ErrorCode.ESTALE);
            one.write(contents(2));
            Awaitility.await()
                    .atMost(WAIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(other.read()).isEqualTo(contents(2)));
        }
    }

    @Test
    void only_its_user_can_reach_it_and_status_says_where_it_is() throws Exception {
        try (EmbeddedNode node = openReady(cache());
                ClusterAdmin admin =
                        ClusterAdmin.connect(ClientConfig.of(List.of(UnixDomainSocketAddress.of(node.socket()))))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(node.socket())))
                    .isEqualTo("rw-------");
            NodeReport report = admin.nodes().get(0);
            assertThat(report.address()).isEqualTo("unix:" + node.socket());
            assertThat(report.status())
                    .containsEntry("cacheDirectory", cache().toString())
                    .containsEntry("cacheMaxBytes", Long.toString(EmbeddedConfig.DEFAULT_BYTES))
                    .containsEntry("health", "healthy");
            CacheException refused = catchThrowableOfType(CacheException.class, () -> admin.replaceVoter("a", "b"));
            assertThat(refused.code()).isEqualTo(ErrorCode.EINVAL);
        }
    }

    @Test
    void its_cache_can_be_withdrawn_and_put_back_with_what_it_had() throws Exception {
        try (EmbeddedNode node = openReady(cache());
                Client client = new Client(node.socket(), "v1");
                ClusterAdmin admin =
                        ClusterAdmin.connect(ClientConfig.of(List.of(UnixDomainSocketAddress.of(node.socket()))))) {
            client.write(contents(1));

            assertThat(admin.withdrawCache("default", null)).allMatch(CacheChange::done);
            assertThat(client.miss()).isEqualTo(ErrorCode.ENOBUFS);
            Map<String, String> status = admin.nodes().get(0).status();
            assertThat(status.get("cacheState")).startsWith("withdrawn by an operator, ");
            assertThat(status.get("health"))
                    .isEqualTo("cache default " + status.get("cacheState")
                            + "; 'netfs-cache cache resume default' puts it back");

            assertThat(admin.resumeCache("default", null)).allMatch(CacheChange::done);
            Awaitility.await()
                    .atMost(WAIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.read()).isEqualTo(contents(1)));
        }
    }

    @Test
    void a_node_that_was_closed_serves_at_once_what_it_had() throws Exception {
        try (EmbeddedNode node = openReady(cache());
                Client client = new Client(node.socket(), "v1")) {
            client.write(contents(1));
        }

        try (EmbeddedNode node = open(cache())) {
            assertThat(node.isSilentAtFirst()).isFalse();
            assertThat(node.awaitReady(Duration.ZERO)).isTrue();
            try (Client client = new Client(node.socket(), "v1")) {
                assertThat(client.read()).isEqualTo(contents(1));
            }
        }
    }

    @Test
    void a_node_that_ends_first_is_closed_when_its_clients_have_left() throws Exception {
        Client client;
        try (EmbeddedNode node = openReady(cache())) {
            client = new Client(node.socket(), "v1");
            client.write(contents(1));
        }
        try (EmbeddedNode next = open(cache())) {
            assertThat(next.isSilentAtFirst()).isFalse();

            // The client finds the next node by itself
            Awaitility.await()
                    .atMost(WAIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.read()).isEqualTo(contents(1)));
        } finally {
            client.close();
        }
    }

    @Test
    void a_node_that_was_killed_keeps_its_records_and_is_silent_at_first() throws Exception {
        Path killed = folder.resolve("killed");
        try (EmbeddedNode node = openReady(cache());
                Client client = new Client(node.socket(), "v1")) {
            client.write(contents(1));
            client.invalidate("v2");
            client.write(contents(2));
            copy(cache(), killed);
        }

        try (EmbeddedNode node = open(killed)) {
            assertThat(node.isSilentAtFirst()).isTrue();
            assertThat(node.awaitReady(Duration.ZERO)).isFalse();
            assertThat(node.awaitReady(WAIT)).isTrue();
            try (Client client = new Client(node.socket(), "v2")) {
                assertThat(client.read()).isEqualTo(contents(2));
            }
        }
    }

    @Test
    void a_node_that_was_killed_and_then_ends_before_it_serves_leaves_the_next_one_silent_too() throws Exception {
        openReady(cache()).close();
        Files.delete(cache().resolve("closed"));

        open(cache()).close();

        try (EmbeddedNode node = open(cache())) {
            assertThat(node.isSilentAtFirst()).isTrue();
        }
    }

    @Test
    void without_its_journal_nothing_that_was_stored_is_served_or_kept() throws Exception {
        try (EmbeddedNode node = openReady(cache());
                Client client = new Client(node.socket(), "v1")) {
            client.write(contents(1));
        }
        Files.delete(cache().resolve("records.journal"));

        try (EmbeddedNode node = openReady(cache());
                Client client = new Client(node.socket(), "v1")) {
            assertThat(client.miss()).isEqualTo(ErrorCode.ENODATA);
            Awaitility.await()
                    .atMost(WAIT)
                    .untilAsserted(() -> assertThat(chunkFiles()).isEmpty());
        }
    }

    private List<Path> chunkFiles() throws IOException {
        try (Stream<Path> files = Files.walk(cache().resolve("default"))) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.[0-9]+"))
                    .toList();
        }
    }

    @Test
    void the_socket_of_a_killed_node_is_replaced_and_a_second_node_is_refused() throws Exception {
        openReady(cache()).close();
        Files.createFile(cache().resolve("socket"));
        try (EmbeddedNode node = openReady(cache());
                Client client = new Client(node.socket(), "v1")) {
            client.write(contents(1));
            assertThatThrownBy(() -> open(cache())).isInstanceOf(DirectoryInUseException.class);
            assertThat(client.read()).isEqualTo(contents(1));
        }
        assertThat(cache().resolve("socket")).doesNotExist();
    }
}
