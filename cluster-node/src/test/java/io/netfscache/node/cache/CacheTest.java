package io.netfscache.node.cache;

import static io.netfscache.node.cache.CacheFixture.SIZE;
import static io.netfscache.node.cache.CacheFixture.fill;
import static io.netfscache.node.cache.CacheFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CacheTest {
    private static final ObjectIdentity OBJECT = object("ssd");

    private CacheFixture fixture;
    private Caches caches;
    private Cache cache;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        fixture = new CacheFixture(folder);
        caches = fixture.open("ssd");
        cache = caches.all().get(0);
        fill(caches.storeOf(OBJECT), OBJECT);
    }

    @AfterEach
    void close() throws IOException {
        caches.close();
    }

    private PinnedChunk pinned() throws IOException {
        return Objects.requireNonNull(caches.storeOf(OBJECT).open(OBJECT, 0));
    }

    private Reason refused() {
        return catchThrowableOfType(NodeException.class, () -> caches.storeOf(OBJECT))
                .reason();
    }

    private static NodeException failure(CompletableFuture<Void> answer) {
        assertThat(answer).isCompletedExceptionally();
        CompletionException failed = catchThrowableOfType(CompletionException.class, answer::join);
        return (NodeException) Objects.requireNonNull(failed.getCause());
    }

    /** As many errors as take it out of service. */
    private void fail(IOException error, int times) {
        fixture.broken = error;
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(this::pinned).isSameAs(error);
        }
    }

    @Test
    void a_withdrawn_cache_refuses_at_once_and_is_closed_when_the_last_request_in_it_has_ended() throws Exception {
        PinnedChunk underWay = pinned();
        PinnedChunk sent = pinned();
        var region = sent.region(0, SIZE);
        sent.close();

        CompletableFuture<Void> withdrawn = cache.withdraw();
        fixture.time.pass(NodeLimits.CLOSED_CHECK.toNanos());

        assertThat(refused()).isEqualTo(Reason.CACHE_WITHDRAWN);
        assertThat(withdrawn).isNotDone();
        ByteBuf bytes = Unpooled.buffer(SIZE);
        underWay.read(0, SIZE, bytes);
        assertThat(bytes.getByte(0)).isEqualTo((byte) 7);

        underWay.close();
        fixture.time.pass(NodeLimits.CLOSED_CHECK.toNanos());
        assertThat(withdrawn).isNotDone();

        region.release();
        fixture.time.pass(NodeLimits.CLOSED_CHECK.toNanos());
        assertThat(withdrawn).isCompleted();
    }

    @Test
    void who_withdraws_does_not_wait_for_ever_for_a_request_that_does_not_end() throws Exception {
        PinnedChunk slow = pinned();

        CompletableFuture<Void> first = cache.withdraw();
        fixture.time.pass(NodeLimits.WITHDRAW_DEADLINE.toNanos());
        assertThat(failure(first).code()).isEqualTo(ErrorCode.ETIMEDOUT);
        assertThat(refused()).isEqualTo(Reason.CACHE_WITHDRAWN);

        CompletableFuture<Void> again = cache.withdraw();
        slow.close();
        fixture.time.pass(NodeLimits.CLOSED_CHECK.toNanos());
        assertThat(again).isCompleted();
    }

    @Test
    void a_cache_that_is_put_back_has_what_it_had() throws Exception {
        assertThat(cache.withdraw()).isCompleted();
        assertThat(cache.withdraw()).isCompleted();

        assertThat(cache.resume()).isCompleted();
        assertThat(cache.resume()).isCompleted();

        try (PinnedChunk chunk = pinned()) {
            assertThat(chunk.presentRun(0, SIZE)).isEqualTo(SIZE);
            assertThat(chunk.needsCheck(0, SIZE)).isFalse();
        }
        assertThat(fixture.directory("ssd").resolve("probe")).doesNotExist();
    }

    @Test
    void a_directory_that_is_gone_is_an_error_with_its_path_and_the_cache_stays_out() throws Exception {
        Path directory = fixture.directory("ssd");
        assertThat(cache.withdraw()).isCompleted();
        Path unmounted = Files.move(directory, directory.resolveSibling("unmounted"));

        NodeException failed = failure(cache.resume());

        assertThat(failed.code()).isEqualTo(ErrorCode.EIO);
        assertThat(failed).hasMessageContaining(directory.toString());
        assertThat(refused()).isEqualTo(Reason.CACHE_WITHDRAWN);

        Files.move(unmounted, directory);
        assertThat(cache.resume()).isCompleted();
        pinned().close();
    }

    @Test
    void a_disk_that_fails_goes_out_of_service_and_comes_back_when_it_works_and_is_not_believed() throws Exception {
        fail(new IOException("Input/output error"), NodeLimits.DISK_ERRORS);
        Path directory = fixture.directory("ssd");
        Path gone = Files.move(directory, directory.resolveSibling("gone"));

        assertThat(cache.state()).isInstanceOf(CacheState.Failed.class);
        assertThat(cache.state().text()).isEqualTo("failed: Input/output error");
        assertThat(refused()).isEqualTo(Reason.CACHE_WITHDRAWN);
        fixture.time.pass(2 * NodeLimits.DISK_PROBE.toNanos());
        assertThat(cache.state()).isInstanceOf(CacheState.Failed.class);
        assertThat(cache.outNanos()).isEqualTo(2 * NodeLimits.DISK_PROBE.toNanos());

        fixture.broken = null;
        Files.move(gone, directory);
        fixture.time.pass(NodeLimits.DISK_PROBE.toNanos());

        assertThat(cache.state()).isInstanceOf(CacheState.Online.class);
        try (PinnedChunk chunk = pinned()) {
            assertThat(chunk.needsCheck(0, SIZE)).isTrue();
            chunk.check(0, SIZE);
            assertThat(chunk.presentRun(0, SIZE)).isEqualTo(SIZE);
        }
    }

    @Test
    void a_full_disk_and_a_file_that_was_closed_are_no_failing_disk() {
        fail(new IOException("No space left on device"), NodeLimits.DISK_ERRORS);
        fail(new IOException(new IOException("No space left on device")), NodeLimits.DISK_ERRORS);
        fail(new java.nio.channels.ClosedChannelException(), NodeLimits.DISK_ERRORS);

        assertThat(cache.state()).isInstanceOf(CacheState.Online.class);
    }

    @Test
    void an_error_now_and_then_is_no_failing_disk() {
        for (int i = 0; i < 3 * NodeLimits.DISK_ERRORS; i++) {
            fail(new IOException("Input/output error"), 1);
            fixture.time.pass(NodeLimits.DISK_ERRORS_WITHIN.toNanos() / (NodeLimits.DISK_ERRORS - 1) + 1);
        }

        assertThat(cache.state()).isInstanceOf(CacheState.Online.class);
    }

    @Test
    void a_failed_cache_that_is_withdrawn_stays_out_until_it_is_put_back_by_hand_and_is_not_believed_then()
            throws Exception {
        fail(new IOException("Input/output error"), NodeLimits.DISK_ERRORS);
        fixture.broken = null;

        assertThat(cache.withdraw()).isCompleted();
        fixture.time.pass(3 * NodeLimits.DISK_PROBE.toNanos());
        assertThat(cache.state()).isInstanceOf(CacheState.Withdrawn.class);

        assertThat(cache.resume()).isCompleted();
        assertThat(cache.state()).isInstanceOf(CacheState.Online.class);
        try (PinnedChunk chunk = pinned()) {
            assertThat(chunk.needsCheck(0, SIZE)).isTrue();
        }
    }

    @Test
    void a_failed_cache_can_be_put_back_by_hand_before_the_next_probe() {
        fail(new IOException("Input/output error"), NodeLimits.DISK_ERRORS);

        assertThat(cache.resume()).isCompleted();

        assertThat(cache.state()).isInstanceOf(CacheState.Online.class);
    }

    @Test
    void requests_that_were_under_way_when_it_was_withdrawn_are_refused_for_that_reason() throws Exception {
        var store = caches.storeOf(OBJECT);
        assertThat(cache.withdraw()).isCompleted();

        assertThat(catchThrowableOfType(NodeException.class, () -> store.open(OBJECT, 0))
                        .reason())
                .isEqualTo(Reason.CACHE_WITHDRAWN);
        assertThat(catchThrowableOfType(NodeException.class, () -> fill(store, OBJECT))
                        .reason())
                .isEqualTo(Reason.CACHE_WITHDRAWN);
    }

    @Test
    void a_node_that_stops_says_so() throws Exception {
        caches.close();

        assertThat(refused()).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(failure(cache.resume()).reason()).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(failure(cache.withdraw()).reason()).isEqualTo(Reason.SHUTTING_DOWN);
    }

    @Test
    void a_disk_that_fails_until_the_node_ends_is_not_believed_by_the_next_node() throws Exception {
        fail(new IOException("Input/output error"), NodeLimits.DISK_ERRORS);
        caches.close();
        fixture.broken = null;

        caches = fixture.open("ssd");

        try (PinnedChunk chunk = pinned()) {
            assertThat(chunk.needsCheck(0, SIZE)).isTrue();
        }
    }

    @Test
    void who_does_not_wait_any_longer_for_a_cache_to_be_put_back_does_not_get_it_later() throws Exception {
        PinnedChunk slow = pinned();
        CompletableFuture<Void> withdrawn = cache.withdraw();

        CompletableFuture<Void> resumed = cache.resume();
        fixture.time.pass(NodeLimits.WITHDRAW_DEADLINE.toNanos());
        slow.close();
        fixture.time.pass(NodeLimits.CLOSED_CHECK.toNanos());

        assertThat(withdrawn).isCompletedExceptionally();
        assertThat(failure(resumed)).hasMessageContaining("stays out of service");
        assertThat(refused()).isEqualTo(Reason.CACHE_WITHDRAWN);
        assertThat(cache.resume()).isCompleted();
    }

    @Test
    void the_later_command_counts() throws Exception {
        PinnedChunk slow = pinned();
        CompletableFuture<Void> first = cache.withdraw();
        CompletableFuture<Void> resumed = cache.resume();

        CompletableFuture<Void> second = cache.withdraw();
        slow.close();
        fixture.time.pass(NodeLimits.CLOSED_CHECK.toNanos());

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(failure(resumed).reason()).isEqualTo(Reason.CACHE_WITHDRAWN);
        assertThat(refused()).isEqualTo(Reason.CACHE_WITHDRAWN);
    }

    @Test
    void files_that_cannot_be_sent_count_and_connections_that_end_do_not() throws Exception {
        try (PinnedChunk chunk = pinned()) {
            for (int i = 0; i < 2 * NodeLimits.DISK_ERRORS; i++) {
                chunk.notSent(new IOException("sendfile(..) failed: Connection reset by peer"));
            }
            assertThat(cache.state()).isInstanceOf(CacheState.Online.class);
            for (int i = 0; i < NodeLimits.DISK_ERRORS; i++) {
                chunk.notSent(new IOException("sendfile(..) failed: Input/output error"));
            }
        }
        assertThat(cache.state()).isInstanceOf(CacheState.Failed.class);
    }
}
