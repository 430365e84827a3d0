package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that is slow may cost. */
@Timeout(60)
class ConnectionTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Connection connection = new Connection(
            channel,
            new Hello(
                    Hello.VERSION,
                    Hello.VERSION,
                    Hello.Role.CLIENT,
                    new SessionId(1, 1),
                    true,
                    "",
                    Bytes.EMPTY,
                    "test"));
    private long round;

    @AfterEach
    void releaseWhatWasSent() {
        channel.releaseOutbound();
    }

    private CompletableFuture<FenceAck> push() {
        CompletableFuture<FenceAck> answer = connection
                .push(new Fence(
                        ++round,
                        0,
                        Fence.Scope.OBJECT,
                        "volume",
                        Bytes.utf8("key"),
                        ObjectGeneration.NONE,
                        ObjectGeneration.NONE,
                        ByteRange.ALL,
                        0,
                        Bytes.EMPTY))
                .toCompletableFuture();
        channel.runPendingTasks();
        return answer;
    }

    private void read() {
        ByteBuf sent = channel.readOutbound();
        sent.release();
    }

    @Test
    void a_client_that_reads_and_confirms_is_pushed_as_many_fences_as_there_are() {
        for (int i = 1; i <= NodeLimits.MAX_PUSHES + 10; i++) {
            CompletableFuture<FenceAck> answer = push();
            read();
            connection.confirmed(i, FenceAck.confirmed(round));
            assertThat(answer).isCompleted();
        }
        assertThat(connection.isCutOff()).isFalse();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void a_client_that_reads_and_never_confirms_is_cut_off_when_it_owes_too_many() {
        for (int i = 0; i < NodeLimits.MAX_PUSHES; i++) {
            assertThat(push()).isNotDone();
            read();
        }
        assertThat(channel.isOpen()).isTrue();

        CompletableFuture<FenceAck> oneMore = push();

        assertThat(oneMore).isCompletedExceptionally();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_client_that_does_not_read_is_cut_off_by_the_fence_for_which_there_is_no_room() {
        CompletableFuture<FenceAck> first = push();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        CompletableFuture<FenceAck> next = push();

        assertThat(next).isCompletedExceptionally();
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.outboundMessages()).hasSize(1);
        connection.ended();
        assertThat(first).isCompletedExceptionally();
    }

    @Test
    void heartbeats_of_a_client_that_does_not_read_the_answers_end_its_connection_too() {
        assertThat(connection.isCutOff()).isFalse();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

        assertThat(connection.isCutOff()).isTrue();

        assertThat(channel.isOpen()).isFalse();
    }
}
