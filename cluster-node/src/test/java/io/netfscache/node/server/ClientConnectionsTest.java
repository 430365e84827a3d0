package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.SessionId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientConnectionsTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final AtomicLong now = new AtomicLong(5);
    private final ClientConnections clients = new ClientConnections(10, now::get);

    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void releaseWhatWasSent() {
        channels.forEach(EmbeddedChannel::releaseOutbound);
    }

    private Connection connection(boolean session) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channels.add(channel);
        return new Connection(
                channel,
                new Hello(
                        Hello.VERSION,
                        Hello.VERSION,
                        Hello.Role.CLIENT,
                        new SessionId(1, 1),
                        session,
                        "",
                        Bytes.EMPTY,
                        "test"));
    }

    private Connection added(boolean session) {
        Connection connection = connection(session);
        clients.add(connection);
        return connection;
    }

    /** As when the process at the other end closes, or ends. */
    private static void closeFromThere(Connection connection) {
        connection.channel().unsafe().close(connection.channel().voidPromise());
        ((EmbeddedChannel) connection.channel()).runPendingTasks();
    }

    @Test
    void sessions_that_have_left_by_themselves_hold_no_lease() {
        Connection session = added(true);
        assertThat(clients.dismiss("bye", AT_ONCE)).isFalse();

        closeFromThere(session);

        assertThat(clients.dismiss("bye", AT_ONCE)).isTrue();
    }

    @Test
    void a_session_whose_connection_this_side_has_closed_may_hold_a_lease_until_its_time_is_over() {
        // Given a session that is stopped, so that it does not see its connection end
        Connection session = added(true);

        // When
        session.end("nonsense was sent");

        // Then
        assertThat(session.channel().isOpen()).isFalse();
        assertThat(clients.dismiss("bye", AT_ONCE)).isFalse();
        now.addAndGet(Duration.ofMillis(2050).toNanos());
        assertThat(clients.dismiss("bye", AT_ONCE)).isFalse();
        now.addAndGet(Duration.ofMillis(11).toNanos());
        assertThat(clients.dismiss("bye", AT_ONCE)).isTrue();
    }

    @Test
    void a_connection_that_is_no_session_has_no_lease() {
        added(false).end("nonsense was sent");

        assertThat(clients.dismiss("bye", AT_ONCE)).isTrue();
    }

    @Test
    void a_connection_has_one_list_made_at_a_time_and_none_after_its_end() {
        // Given
        Connection connection = connection(false);
        CompletableFuture<String> first = new CompletableFuture<>();
        AtomicInteger begun = new AtomicInteger();

        // When
        CompletableFuture<String> one = connection.list(() -> first).toCompletableFuture();
        CompletableFuture<Integer> other = connection
                .list(() -> CompletableFuture.completedFuture(begun.incrementAndGet()))
                .toCompletableFuture();

        // Then
        assertThat(begun).hasValue(0);
        first.completeExceptionally(new IllegalStateException("refused"));
        assertThat(one).isCompletedExceptionally();
        assertThat(other).isCompletedWithValue(1);

        // And
        closeFromThere(connection);
        assertThat(connection.list(() -> CompletableFuture.completedFuture(begun.incrementAndGet())))
                .isNotCompleted();
        assertThat(begun).hasValue(1);
    }
}
