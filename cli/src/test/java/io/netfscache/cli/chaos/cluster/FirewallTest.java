package io.netfscache.cli.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plain sockets: {@code ann} calls {@code bob}, whose port the firewall stands before. */
@Timeout(30)
class FirewallTest {
    private static final NodeId ANN = new NodeId(1, 2);
    /** Long enough for loopback to bring what is going to come. */
    private static final int NOTHING_MILLIS = 200;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Callers callers = new Callers() {
        private final Map<String, String> addresses = Map.of("127.9.9.1", "ann", "127.9.9.2", "carl");

        @Override
        public Optional<String> byAddress(InetAddress address) {
            return Optional.ofNullable(addresses.get(address.getHostAddress()));
        }

        @Override
        public Optional<String> byId(NodeId id) {
            return id.equals(ANN) ? Optional.of("ann") : Optional.empty();
        }

        @Override
        public boolean isNode(String name) {
            return Set.of("ann", "bob", "carl").contains(name);
        }
    };

    private Firewall firewall;
    private ServerSocket bob;
    private InetSocketAddress members;
    private InetSocketAddress data;

    @BeforeEach
    void open() throws IOException {
        firewall = new Firewall(callers, System::nanoTime);
        bob = later(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        InetSocketAddress port = (InetSocketAddress) bob.getLocalSocketAddress();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        members = firewall.guardMember("bob", port, any);
        data = firewall.guardData("bob", port, any);
    }

    @AfterEach
    void close() throws Exception {
        firewall.close();
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T later(T closed) {
        open.add(closed);
        return closed;
    }

    /** Connected from an address to bob's member port. */
    private Socket call(String address) throws IOException {
        Socket socket = later(new Socket());
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(members);
        return socket;
    }

    private Socket accepted() throws IOException {
        bob.setSoTimeout(10_000);
        Socket socket = later(bob.accept());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, int... bytes) throws IOException {
        for (int one : bytes) {
            socket.getOutputStream().write(one);
        }
    }

    private static void assertNothingComes(Socket socket) throws IOException {
        socket.setSoTimeout(NOTHING_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    private static int next(Socket socket) throws IOException {
        return socket.getInputStream().read();
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> next(socket))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private void awaitHeld(String from, String to, long bytes) {
        await().until(() -> firewall.traffic(from, to).heldBytes() == bytes);
    }

    @Test
    void passesOnBothWaysAndCountsIt() throws IOException {
        // Given
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();

        // When
        send(ann, 1, 2, 3);
        send(inside, 4, 5);

        // Then
        assertThat(inside.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
        assertThat(ann.getInputStream().readNBytes(2)).containsExactly(4, 5);
        assertThat(firewall.traffic("ann", "bob").passedBytes()).isEqualTo(3);
        assertThat(firewall.traffic("bob", "ann").passedBytes()).isEqualTo(2);
        assertThat(firewall.traffic((from, to) -> true).held()).isFalse();
    }

    @Test
    void aRejectionResetsConnectionsAndNewOnesUntilItIsLifted() throws IOException {
        // Given
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();
        Socket carl = call("127.9.9.2");
        Socket other = accepted();

        // When
        Rule rejection = firewall.add(new Rule.Rejection(new Rule.Partition(List.of(Set.of("ann"), Set.of("bob")))));

        // Then
        assertReset(ann);
        assertReset(inside);
        assertReset(call("127.9.9.1"));
        assertThat(firewall.traffic("ann", "bob").heldConnections()).isEqualTo(2);
        send(carl, 1);
        assertThat(next(other)).isEqualTo(1);

        // When
        firewall.lift(rejection);

        // Then
        send(call("127.9.9.1"), 2);
        assertThat(next(accepted())).isEqualTo(2);
    }

    @Test
    void aCutHoldsOneDirectionOnlyAndWhatItHeldComesInOrderAfterwards() throws IOException {
        // Given
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();
        send(ann, 1);
        assertThat(next(inside)).isEqualTo(1);

        // When
        Rule cut = firewall.cut("ann", "bob");
        send(ann, 2, 3);
        send(inside, 9);

        // Then
        assertThat(next(ann)).isEqualTo(9);
        awaitHeld("ann", "bob", 2);
        assertNothingComes(inside);
        assertThat(firewall.traffic("bob", "ann").held()).isFalse();

        // When
        firewall.lift(cut);
        send(ann, 4);

        // Then
        assertThat(inside.getInputStream().readNBytes(3)).containsExactly(2, 3, 4);
    }

    @Test
    void moreThanItHoldsWaitsAtTheSenderAndNothingIsLost() throws Exception {
        // Given
        byte[] sent = new byte[8 << 20];
        new Random(7).nextBytes(sent);
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();
        firewall.cut("ann", "bob");

        // When
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                ann.getOutputStream().write(sent);
                ann.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        // Then
        await().until(() -> firewall.traffic("ann", "bob").heldBytes() >= ClusterLimits.LANE_BYTES);
        assertNothingComes(inside);
        assertThat(firewall.traffic("ann", "bob").heldBytes()).isLessThan(2L * ClusterLimits.LANE_BYTES);
        assertThat(sending).isNotDone();

        // When
        firewall.heal();

        // Then
        assertThat(inside.getInputStream().readAllBytes()).isEqualTo(sent);
        sending.get();
    }

    @Test
    void aConnectionTakesBothDirectionsAndIsMadeAfterTheCut() throws IOException {
        // Given
        firewall.cut("bob", "ann");

        // When
        Socket ann = call("127.9.9.1");
        send(ann, 1);

        // Then
        await().until(() -> firewall.traffic("bob", "ann").heldConnections() == 1);
        bob.setSoTimeout(NOTHING_MILLIS);
        assertThatThrownBy(() -> bob.accept()).isInstanceOf(SocketTimeoutException.class);

        // When
        firewall.heal();

        // Then
        assertThat(next(accepted())).isEqualTo(1);
    }

    @Test
    void othersPassWhileOneIsIsolated() throws IOException {
        // Given
        Socket ann = call("127.9.9.1");
        Socket fromAnn = accepted();
        Socket carl = call("127.9.9.2");
        Socket fromCarl = accepted();

        // When
        firewall.isolate("ann");
        send(ann, 1);
        send(fromAnn, 2);
        send(carl, 3);

        // Then
        assertThat(next(fromCarl)).isEqualTo(3);
        awaitHeld("ann", "bob", 1);
        awaitHeld("bob", "ann", 1);
    }

    @Test
    void theEndOfAConnectionIsPassedOnAfterWhatWasSentAndNotThroughACut() throws IOException {
        // Given
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();
        firewall.partition(List.of(Set.of("ann"), Set.of("bob", "carl")));

        // When
        send(ann, 1);
        ann.close();

        // Then
        awaitHeld("ann", "bob", 1);
        assertNothingComes(inside);

        // When
        firewall.heal();

        // Then
        assertThat(next(inside)).isEqualTo(1);
        assertThat(next(inside)).isEqualTo(-1);
    }

    @Test
    void aResetIsPassedOnAsOne() throws IOException {
        // Given
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();
        send(inside, 1);
        assertThat(next(ann)).isEqualTo(1);

        // When
        inside.setSoLinger(true, 0);
        inside.close();

        // Then
        ann.setSoTimeout(10_000);
        assertThatThrownBy(() -> next(ann)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }

    @Test
    void aSlowLinkDelaysAndCountsWhatItHasDelayed() throws IOException {
        // Given
        Duration delay = Duration.ofMillis(150);
        Socket ann = call("127.9.9.1");
        Socket inside = accepted();
        Rule slow = firewall.slow("ann", "bob", delay, 1 << 20);

        // When
        long sent = System.nanoTime();
        send(ann, 1, 2);
        byte[] came = inside.getInputStream().readNBytes(2);

        // Then
        assertThat(came).containsExactly(1, 2);
        assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(delay.toNanos());
        assertThat(firewall.traffic("ann", "bob").delayedBytes()).isEqualTo(2);

        // When
        firewall.lift(slow);
        send(ann, 3);

        // Then
        assertThat(next(inside)).isEqualTo(3);
        assertThat(firewall.traffic("ann", "bob").delayedBytes()).isEqualTo(2);
    }

    @Test
    void whoeverCallsAMemberPortFromAnUnknownAddressIsRefused() throws IOException {
        Socket stranger = call("127.9.9.77");

        assertThat(next(stranger)).isEqualTo(-1);
        assertThat(firewall.refused()).singleElement().asString().contains("127.9.9.77", "bob");
    }

    @Test
    void aDataPortKnowsNodesByTheirIdAndClientsByTheirPrincipal() throws IOException {
        // Given
        byte[] ofNode = hello(Hello.Role.NODE, new SessionId(ANN.high(), ANN.low()), "");
        byte[] ofClient = hello(Hello.Role.CLIENT, new SessionId(5, 6), "dora");

        // When
        sayTo(data, ofNode);
        InputStream fromNode = accepted().getInputStream();
        sayTo(data, ofClient);
        InputStream fromClient = accepted().getInputStream();

        // Then
        assertThat(fromNode.readNBytes(ofNode.length)).isEqualTo(ofNode);
        assertThat(fromClient.readNBytes(ofClient.length)).isEqualTo(ofClient);
        assertThat(firewall.traffic("ann", "bob").passedBytes()).isEqualTo(ofNode.length);
        assertThat(firewall.traffic("dora", "bob").passedBytes()).isEqualTo(ofClient.length);
    }

    @Test
    void aDataPortRefusesWhoeverItDoesNotKnow() throws IOException {
        Socket unknownNode = sayTo(data, hello(Hello.Role.NODE, new SessionId(7, 7), ""));
        Socket nameless = sayTo(data, hello(Hello.Role.CLIENT, new SessionId(5, 6), ""));
        Socket impostor = sayTo(data, hello(Hello.Role.CLIENT, new SessionId(5, 6), "bob"));
        Socket noise = sayTo(data, new byte[64]);

        for (Socket refused : List.of(unknownNode, nameless, impostor, noise)) {
            assertThat(next(refused)).isEqualTo(-1);
        }
        assertThat(firewall.refused()).hasSize(4);
    }

    private Socket sayTo(InetSocketAddress port, byte[] bytes) throws IOException {
        Socket socket = later(new Socket());
        socket.connect(port);
        socket.setSoTimeout(10_000);
        // In two pieces: a Hello need not come at once.
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(bytes, 0, 10);
        socket.getOutputStream().write(bytes, 10, bytes.length - 10);
        return socket;
    }

    private static byte[] hello(Hello.Role role, SessionId session, String principal) {
        ByteBuf out = Unpooled.buffer();
        FrameHeader.encodeFrame(
                out, 1, new Hello(Hello.VERSION, Hello.VERSION, role, session, false, principal, Bytes.EMPTY, "test"));
        return ByteBufUtil.getBytes(out);
    }
}
