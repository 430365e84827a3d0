package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostNamesTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final HostNames names = new HostNames(Wiring.lookUpThreads(), this::answer);

    @AfterEach
    void stop() {
        stuck.countDown();
        names.shutdown();
        assertThat(names.awaitEnd(ClientLimits.CLOSE_DEADLINE)).isTrue();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private InetAddress[] answer(String host) throws UnknownHostException {
        synchronized (asked) {
            asked.add(host);
        }
        assertThat(loop.inEventLoop()).isFalse();
        return switch (host) {
            case "one" -> new InetAddress[] {number("10.0.0.1")};
            case "two" -> new InetAddress[] {number("10.0.0.1"), number("10.0.0.2")};
            case "stuck" -> {
                awaitAnswer();
                yield new InetAddress[] {number("10.0.0.3")};
            }
            default -> throw new UnknownHostException(host);
        };
    }

    /** As the JDK waits: an interrupt does not end it. */
    private void awaitAnswer() {
        boolean interrupted = false;
        while (stuck.getCount() > 0) {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static InetAddress number(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private CompletableFuture<SocketAddress> lookUp(String host) {
        return names.lookUp(InetSocketAddress.createUnresolved(host, 9), loop);
    }

    @Test
    void aNameIsLookedUpAtEachConnectionAndTheAnswerComesOnTheLoop() {
        // No answer before somebody waits for it: what is added to a completed future runs in the thread that adds it.
        CompletableFuture<Boolean> onLoop = lookUp("stuck").thenApply(found -> loop.inEventLoop());
        stuck.countDown();

        assertThat(onLoop.join()).isTrue();
        assertThat(lookUp("one").join()).isEqualTo(new InetSocketAddress("10.0.0.1", 9));
        assertThat(lookUp("one").join()).isEqualTo(new InetSocketAddress("10.0.0.1", 9));
        assertThat(asked).containsExactly("stuck", "one", "one");
    }

    @Test
    void ofANameWithSeveralAddressesEachConnectionTakesTheNext() {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(((InetSocketAddress) lookUp("two").join()).getAddress().getHostAddress());
        }

        assertThat(taken).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2");
    }

    @Test
    void aNameThatNobodyKnowsIsCalledUnknown() {
        assertThatThrownBy(lookUp("nowhere")::join).hasRootCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void aNameServiceThatDoesNotAnswerCostsTheConnectDeadline() {
        assertThatThrownBy(lookUp("stuck")::join).rootCause().hasMessageStartingWith("stuck: no answer within PT1S");
    }

    @Test
    void aLookUpThatBlocksIsNotWaitedForLongerThanTheOneWhoClosesHas() throws InterruptedException {
        CompletableFuture<SocketAddress> unused = lookUp("stuck");
        org.awaitility.Awaitility.await().until(() -> {
            synchronized (asked) {
                return asked.contains("stuck");
            }
        });
        names.shutdown();

        assertThat(names.awaitEnd(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void anAddressThatIsANumberTakesNoLookUp() {
        SocketAddress number = new InetSocketAddress("10.0.0.9", 9);

        assertThat(names.lookUp(number, loop)).isCompletedWithValue(number);
        assertThat(asked).isEmpty();
    }
}
