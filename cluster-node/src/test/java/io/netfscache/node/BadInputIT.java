package io.netfscache.node;

import static io.netfscache.node.BadFrames.encoded;
import static io.netfscache.node.BadFrames.frame;
import static io.netfscache.node.BadFrames.header;
import static io.netfscache.node.BadFrames.io;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netfscache.node.FrameClient.Received;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatsRequest;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.VolumeAcquired;
import io.netfscache.protocol.Voters;
import io.netfscache.protocol.WithdrawCache;
import io.netfscache.protocol.Write;
import io.netfscache.protocol.Written;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of docs/bad-input.md. A running node, and somebody who sends it what it should not get. After each case an
 * honest client still finds its file in the cache, the node has the connections, the threads and, within bounds, the memory
 * that it had before, and nothing was logged as an error or with a stack trace.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
    private static final String VOLUME = "bad-input";
    private static final long CHUNK = Limits.DEFAULT_CHUNK_BYTES;
    /** Buffers that the allocator keeps for the next connection, and a full backlog. */
    private static final long MORE_DIRECT_MEMORY = 64L << 20;

    /** Pools that had not grown to what they are allowed: disk, voters, Hazelcast's cached threads. */
    private static final int MORE_THREADS = 16;

    private static final int ROUNDS = Boolean.getBoolean("netfs.long") ? 20_000 : 300;

    private final long seed = Long.getLong("seed", 1);
    private final AtomicLong numbers = new AtomicLong(1000);
    private ClusterNode node;
    private InetSocketAddress member;
    private HonestReader honest;
    private LogWatch log;
    private long directMemory;
    private int threads;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        log = new LogWatch();
        int port = TestCluster.freePort();
        member = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        node = ClusterNode.start(TestCluster.config(directory, List.of("127.0.0.1:" + port), 0));
        assertThat(node.awaitReady(Duration.ofSeconds(60))).isTrue();
        honest = new HonestReader(node.dataAddress());
        directMemory = directMemory();
        threads = threads();
    }

    @AfterAll
    void stop() throws Exception {
        honest.close();
        node.close();
        log.close();
    }

    @BeforeEach
    void forget() {
        log.forget();
    }

    @AfterEach
    void theNodeIsAsItWas() throws Exception {
        honest.requireServed();
        // One is the observer, and two are the honest client's at most.
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> connections() <= 3);
        assertThat(log.loud()).isEmpty();
        assertThat(directMemory() - directMemory).as("direct memory").isLessThan(MORE_DIRECT_MEMORY);
        assertThat(threads() - threads).as("threads").isLessThanOrEqualTo(MORE_THREADS);
    }

    private long connections() throws IOException {
        try (FrameClient observer = new FrameClient(node.dataAddress())) {
            observer.request(FrameClient.hello(Hello.Role.CLIENT, 9, false, Bytes.EMPTY));
            return ((StatsReport) observer.request(new StatsRequest()).frame())
                    .values()
                    .get("connections");
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    private FrameClient session() throws IOException {
        FrameClient client = FrameClient.session(node.dataAddress(), numbers.incrementAndGet());
        assertThat(client.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY))
                        .frame())
                .isInstanceOf(VolumeAcquired.class);
        return client;
    }

    private OperationId operation() {
        return new OperationId(numbers.incrementAndGet(), 1);
    }

    private CookieReply object(FrameClient client, long size) throws IOException {
        Bytes key = Bytes.utf8("object" + numbers.incrementAndGet());
        return (CookieReply) client.request(new Use(operation(), VOLUME, key, Bytes.utf8("a"), size, false, 1))
                .frame();
    }

    static Stream<Arguments> refusedRequests() {
        OperationId id = new OperationId(1, 1);
        Bytes key = Bytes.utf8("k");
        String rule = "a volume key is printable, without '/' and without a leading '.'";
        Voters voters = new Voters(1, 9, List.of(new NodeId(1, 1)));
        return Stream.of(
                refused("volume key with /", new AcquireVolume(id, "a/b", "", Bytes.EMPTY), ErrorCode.EINVAL, rule),
                refused("control character", new Use(id, "a\tb", key, key, 1, false, 1), ErrorCode.EINVAL, rule),
                refused("NUL", new LookUp("a\0b", key), ErrorCode.EINVAL, rule),
                refused(
                        "leading dot",
                        new RelinquishVolume(id, ".a", Bytes.EMPTY, Bytes.EMPTY, true),
                        ErrorCode.EINVAL,
                        rule),
                refused(
                        "volume key of 0 bytes",
                        new AcquireVolume(id, "", "", Bytes.EMPTY),
                        ErrorCode.EINVAL,
                        "a volume key has 1 to 254 bytes, this one 0"),
                refused(
                        "object key of 0 bytes",
                        new Use(id, VOLUME, Bytes.EMPTY, key, 1, false, 1),
                        ErrorCode.EINVAL,
                        "an object key has 1 to 255 bytes, this one none"),
                refused(
                        "volume that nobody acquired",
                        new LookUp("nobody's", key),
                        ErrorCode.ENODATA,
                        "volume \"nobody's\" has not been acquired"),
                refused("FENCE", volumeFence(), ErrorCode.EACCES, "only nodes send FENCE frames"),
                refused(
                        "RENEW",
                        new Renew(1, 1, new NodeId(1, 1), MemberId.NONE, 1, 1, 1),
                        ErrorCode.EACCES,
                        "only nodes send RENEW frames"),
                refused("VOTERS", voters, ErrorCode.EACCES, "only nodes send VOTERS frames"),
                refused(
                        "PREPARE",
                        new io.netfscache.protocol.Prepare(
                                new io.netfscache.protocol.Ballot(1, new NodeId(1, 1)), voters),
                        ErrorCode.EACCES,
                        "only nodes send PREPARE frames"),
                refused(
                        "ACCEPT",
                        new io.netfscache.protocol.Accept(
                                new io.netfscache.protocol.Ballot(1, new NodeId(1, 1)), voters),
                        ErrorCode.EACCES,
                        "only nodes send ACCEPT frames"),
                refused("no such voter", new ReplaceVoter("zz", "\n"), ErrorCode.EINVAL, "zz"));
    }

    private static Arguments refused(String name, Frame request, ErrorCode code, String message) {
        return arguments(name, request, code, message);
    }

    private static Fence volumeFence() {
        return new Fence(
                1,
                0,
                Fence.Scope.VOLUME,
                "honest",
                Bytes.EMPTY,
                ObjectGeneration.NONE,
                ObjectGeneration.NONE,
                io.netfscache.protocol.ByteRange.ALL,
                0,
                Bytes.EMPTY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedRequests")
    void a_request_that_breaks_a_rule_is_answered_with_the_rule(
            String name, Frame request, ErrorCode code, String message) throws Exception {
        try (FrameClient client = session()) {
            ErrorReply reply = (ErrorReply) client.request(request).frame();
            assertThat(reply.code()).isEqualTo(code);
            assertThat(reply.message()).contains(message);
            assertThat(client.request(new StatsRequest()).frame()).isInstanceOf(StatsReport.class);
        }
    }

    @Test
    void a_range_that_the_object_has_not_is_answered_with_the_rule() throws Exception {
        byte[] block = new byte[4096];
        try (FrameClient client = session()) {
            CookieReply small = object(client, 10_000);
            CookieReply large = object(client, Long.MAX_VALUE);
            requireRefused(read(client, small, 12_288, 4096), Reason.LATER_CHUNK, "within the object's 10000 bytes");
            requireRefused(read(client, large, CHUNK - 4096, 8192), Reason.MALFORMED, "not within one chunk");
            requireRefused(
                    write(client, small, 0, block, Checksums.of(1)),
                    Reason.CHECKSUM,
                    "block 0 of the payload does not match its checksum");
            requireRefused(write(client, small, 8192, block), Reason.MALFORMED, "beyond the object's 10000");
            requireRefused(write(client, small, 0, new byte[100]), Reason.MALFORMED, "100");
            requireRefused(write(client, large, CHUNK - 4096, new byte[8192]), Reason.MALFORMED, "one chunk");
            long last = Long.MAX_VALUE - 4095;
            requireRefused(write(client, large, last, new byte[4095]), Reason.MALFORMED, "" + last);
            requireRefused(read(client, large, last, 4095), Reason.MALFORMED, "" + last);
            // The same in good form.
            assertThat(write(client, small, 8192, new byte[1808]).frame()).isInstanceOf(Written.class);
        }
    }

    private static void requireRefused(Received received, Reason reason, String message) {
        ErrorReply reply = (ErrorReply) received.frame();
        assertThat(reply.code()).isEqualTo(ErrorCode.EINVAL);
        assertThat(reply.reason()).isEqualTo(reason);
        assertThat(reply.message()).contains(message);
    }

    private static Received read(FrameClient client, CookieReply of, long offset, int length) throws IOException {
        return client.request(new Read(of.cookie(), of.generation(), offset, length, Read.Holes.FAIL));
    }

    private static Received write(FrameClient client, CookieReply to, long offset, byte[] bytes) throws IOException {
        return write(client, to, offset, bytes, Checksums.compute(ByteBuffer.wrap(bytes)));
    }

    private static Received write(FrameClient client, CookieReply to, long offset, byte[] bytes, Checksums checksums)
            throws IOException {
        return client.request(new Write(to.cookie(), to.generation(), offset, bytes.length, checksums), bytes);
    }

    @Test
    void marks_and_sessions_of_others_are_out_of_reach() throws Exception {
        try (FrameClient owner = session();
                FrameClient thief = session();
                FrameClient nobody = new FrameClient(node.dataAddress())) {
            CookieReply object = object(owner, 4096);
            // A mark that this session has not: nothing happens, and the owner still hears of changes.
            assertThat(thief.request(new Unuse(List.of(new Unuse.Mark(object.cookie(), Long.MAX_VALUE))))
                            .frame())
                    .isInstanceOf(Ok.class);
            // The owner's session id without asking for the session.
            nobody.request(new Hello(
                    Hello.VERSION,
                    Hello.VERSION,
                    Hello.Role.CLIENT,
                    new SessionId(numbers.get(), numbers.get()),
                    false,
                    "",
                    Bytes.EMPTY,
                    "x"));
            for (Frame frame : List.of(
                    new Unuse(List.of(new Unuse.Mark(object.cookie(), 1))),
                    new Heartbeat(1),
                    new Use(operation(), VOLUME, Bytes.utf8("k"), Bytes.utf8("a"), 1, false, 1))) {
                ErrorReply reply = (ErrorReply) nobody.request(frame).frame();
                assertThat(reply.code()).isEqualTo(ErrorCode.EINVAL);
                assertThat(reply.message()).contains("without asking for a session");
            }
            assertThat(owner.request(new Heartbeat(1)).frame()).isInstanceOf(io.netfscache.protocol.HeartbeatAck.class);
        }
    }

    static Stream<Arguments> brokenFrames() {
        String volume255 = "v".repeat(255);
        return Stream.of(
                arguments("length 2 GiB - 1", header(0x7fffffffL, 1, 0), "frame length 2147483647 is not between 12"),
                arguments("length -1", header(-1, 1, 0), "frame length 4294967295 is not between 12"),
                arguments("length 2 GiB", header(0x80000000L, 1, 0), "frame length 2147483648 is not between 12"),
                arguments("length 0", header(0, 1, 0), "frame length 0 is not between 12"),
                arguments("shorter than a header", header(11, 1, 0), "frame length 11 is not between 12"),
                arguments(
                        "one byte too long",
                        header(Limits.MAX_FRAME_BYTES + 1, 0x22, 0),
                        "frame length " + (Limits.MAX_FRAME_BYTES + 1)),
                arguments("unknown type", header(12, 0xee, 0), "unknown frame type 0xee"),
                arguments("flags", header(12, 0x40, 1), "flags of STATUS_REQUEST are not zero"),
                arguments("HELLO twice", BadFrames.hello(), "HELLO is not a request"),
                arguments("an answer", encoded(new Ok()), "OK is not a request"),
                arguments(
                        "a body too long",
                        frame(FrameType.STATUS_REQUEST, out -> out.writeLong(1)),
                        "STATUS_REQUEST has 8 bytes too many"),
                arguments(
                        "a body cut off", frame(FrameType.LOOK_UP, out -> out.writeShort(100)), "volume key needs 100"),
                arguments("volume key of 255 bytes", BadFrames.use(volume255, 1, 1), "volume key has 255 bytes"),
                arguments("object key of 256 bytes", BadFrames.use(VOLUME, 256, 1), "object key has 256 bytes"),
                arguments("aux of 256 bytes", BadFrames.use(VOLUME, 1, 256), "aux has 256 bytes; the limit is 255"),
                arguments(
                        "a volume key that is no UTF-8",
                        frame(FrameType.LOOK_UP, out -> out.writeShort(1).writeByte(0xff)),
                        "volume key is not UTF-8"),
                arguments("READ at -4096", io(FrameType.READ, -4096, 4096), "offset is negative: -4096"),
                arguments("READ of -1", io(FrameType.READ, 0, -1), "READ length -1 is not between 1"),
                arguments("READ of 0", io(FrameType.READ, 0, 0), "READ length 0 is not between 1"),
                arguments("READ of 2 GiB", io(FrameType.READ, 0, Integer.MAX_VALUE), "READ length 2147483647"),
                arguments("READ misaligned", io(FrameType.READ, 100, 4096), "READ offset 100 is not a multiple"),
                arguments(
                        "READ beyond 2^63",
                        io(FrameType.READ, Long.MAX_VALUE - 4095, 4096),
                        "READ offset 9223372036854771712 is too large"),
                arguments("WRITE misaligned", io(FrameType.WRITE, 1, 4096), "WRITE offset 1 is not a multiple"),
                arguments("WRITE of 1 MiB + 1", io(FrameType.WRITE, 0, (1 << 20) + 1), "WRITE length 1048577"),
                arguments("WRITE without its checksums", io(FrameType.WRITE, 0, 4096), "checksums needs 4 bytes"),
                arguments("CHANGE of kind 9", BadFrames.change(9, 0, 1), "unknown kind of change 9"),
                arguments("CHANGE with a flag of 2", BadFrames.change(1, 2, 1), "keep aux is neither 0 nor 1: 2"),
                arguments("CHANGE to size -1", BadFrames.change(1, 0, -1), "object size is negative: -1"),
                arguments(
                        "65,535 marks",
                        frame(FrameType.UNUSE, out -> out.writeShort(0xffff)),
                        "marks: 65535 entries; the limit is 1024"),
                arguments(
                        "HOLDINGS of 65,535 objects",
                        frame(FrameType.HOLDINGS, out -> out.writeShort(0xffff)),
                        "objects: 65535 entries; the limit is 1024"),
                arguments(
                        "WITHDRAW_CACHE neither out nor in",
                        frame(FrameType.WITHDRAW_CACHE, out -> {
                            BadFrames.text(out, "default");
                            out.writeByte(7);
                        }),
                        "online is neither 0 nor 1: 7"));
    }

    @Test
    void what_only_operators_ask_for_is_refused_where_it_makes_no_sense() throws Exception {
        try (FrameClient client = session()) {
            CookieReply used = object(client, 4096);
            CookieReply large = object(client, CHUNK + 4096);
            requireRefused(
                    client.request(new Read(used.cookie(), used.generation(), 4096, 4096, Read.Holes.FAIL, true)),
                    Reason.LATER_CHUNK,
                    "within the object's 4096 bytes");
            requireRefused(
                    client.request(new Read(large.cookie(), large.generation(), 0, 4096, Read.Holes.FAIL, true)),
                    Reason.MALFORMED,
                    "is not within one chunk");
            requireRefused(client.request(modify(new ByteRange(1, 4096))), Reason.MALFORMED, "whole blocks");
            requireRefused(client.request(new Cull("a/b", Bytes.utf8("k"))), Reason.MALFORMED, "without '/'");
            ErrorReply unknown = (ErrorReply)
                    client.request(new WithdrawCache("nosuch", false)).frame();
            assertThat(unknown.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(unknown.reason()).isEqualTo(Reason.NO_SUCH_CACHE);
            assertThat(unknown.message()).contains("nosuch").contains("default");
        }
    }

    private Change modify(ByteRange range) {
        return new Change(
                operation(),
                Change.Kind.MODIFY,
                VOLUME,
                Bytes.utf8("k"),
                ObjectGeneration.NONE,
                Bytes.EMPTY,
                true,
                1,
                false,
                range);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFrames")
    void a_frame_that_breaks_the_format_ends_its_connection_with_the_reason(String name, byte[] bytes, String message)
            throws Exception {
        try (FrameClient client = session()) {
            client.sendRaw(bytes);
            Goodbye goodbye = (Goodbye) client.awaitPush(Goodbye.class).frame();
            assertThat(goodbye.message()).contains(message);
            assertThat(client.closedByNode()).isTrue();
        }
        assertThat(log.count("closing ")).as("lines of log").isEqualTo(1);
    }

    static Stream<Arguments> brokenGreetings() {
        Hello guess = new Hello(
                Hello.VERSION,
                Hello.VERSION,
                Hello.Role.NODE,
                new SessionId(1, 1),
                false,
                "",
                Bytes.utf8("guess"),
                "impostor");
        Hello future = new Hello(7, 9, Hello.Role.CLIENT, new SessionId(1, 1), true, "", Bytes.EMPTY, "x");
        return Stream.of(
                arguments("a request", encoded(new StatsRequest()), Reason.MALFORMED, "STATS_REQUEST, not HELLO"),
                arguments("a wrong version", encoded(future), Reason.UNSUPPORTED_VERSION, "versions 7 to 9"),
                arguments("a guessed secret", encoded(guess), Reason.BAD_CREDENTIALS, "not the secret"),
                arguments(
                        "too large a HELLO",
                        header(Limits.MAX_HELLO_BYTES + 1, 1, 0),
                        Reason.MALFORMED,
                        "frame length 16385 is not between 12 and 16384"),
                arguments(
                        "a role that is none",
                        frame(FrameType.HELLO, out -> out.writeInt(0x10001).writeByte(3)),
                        Reason.MALFORMED,
                        "unknown role 3"),
                arguments("HTTP", ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Reason.MALFORMED, "frame length"),
                arguments(
                        "TLS",
                        new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 0, 0, 0, 0, 0},
                        Reason.MALFORMED,
                        "frame length"),
                arguments("nothing but zeros", new byte[64], Reason.MALFORMED, "frame length 0"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenGreetings")
    void who_does_not_begin_with_an_acceptable_HELLO_is_told_why_and_closed(
            String name, byte[] bytes, Reason reason, String message) throws Exception {
        try (FrameClient client = new FrameClient(node.dataAddress())) {
            client.sendRaw(bytes);
            ErrorReply reply = (ErrorReply) client.receive().frame();
            assertThat(reply.reason()).isEqualTo(reason);
            assertThat(reply.message()).contains(message);
            assertThat(client.closedByNode()).isTrue();
        }
        assertThat(log.count("closing ")).as("lines of log").isEqualTo(1);
    }

    @Test
    void many_bad_frames_in_one_write_are_one_line_of_log_and_one_answer() throws Exception {
        byte[] request = encoded(new StatsRequest());
        byte[] many = new byte[request.length * 5000];
        for (int at = 0; at < many.length; at += request.length) {
            System.arraycopy(request, 0, many, at, request.length);
        }
        try (RawPeer early = new RawPeer(node.dataAddress()).send(many)) {
            assertThat(early.receiveAll()).hasSizeLessThan(1000);
        }
        assertThat(log.count("closing ")).isEqualTo(1);

        log.forget();
        // Overdrawn credits, with many requests behind.
        try (FrameClient client = session()) {
            client.sendAtOnce(Limits.REQUEST_CREDITS + 5000, new LookUp(VOLUME, Bytes.utf8("k")));
            assertThat(((Goodbye) client.awaitPush(Goodbye.class).frame()).message())
                    .contains("more is outstanding than the WELCOME gave credits for");
            assertThat(client.closedByNode()).isTrue();
        }
        assertThat(log.count("closing ")).isEqualTo(1);
    }

    @Test
    void who_keeps_a_connection_without_going_on_is_closed_and_keeps_nobody_else_out() throws Exception {
        List<RawPeer> peers = new ArrayList<>();
        List<RawPeer> drips = new ArrayList<>();
        byte[] large = header(Limits.MAX_FRAME_BYTES, 0x22, 0);
        try {
            for (int i = 0; i < 300; i++) {
                peers.add(new RawPeer(node.dataAddress()));
            }
            peers.add(new RawPeer(node.dataAddress()).send(Arrays.copyOf(BadFrames.hello(), 7)));
            peers.add(new RawPeer(node.dataAddress()).send(BadFrames.hello()).send(Arrays.copyOf(large, 9)));
            peers.add(new RawPeer(node.dataAddress()).send(BadFrames.hello()).endOutput());
            peers.add(new RawPeer(node.dataAddress()).endOutput());
            peers.add(new RawPeer(node.adminAddress()));
            peers.add(new RawPeer(node.adminAddress()).send(ascii("GET /he")));
            // One byte at a time, for as long as it lasts.
            drips.add(new RawPeer(node.dataAddress()));
            drips.add(new RawPeer(node.dataAddress()).send(BadFrames.hello()).send(large));
            drips.add(new RawPeer(node.adminAddress()).send(ascii("GET / HTTP/1.1\r\nX: ")));
            peers.addAll(drips);
            honest.requireServed();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        for (RawPeer drip : drips) {
                            drip.send((byte) 0);
                        }
                        peers.removeIf(BadInputIT::closed);
                        return peers.isEmpty();
                    });
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
    }

    private static boolean closed(RawPeer peer) {
        try {
            boolean closed = peer.isClosed();
            if (closed) {
                peer.close();
            }
            return closed;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void random_bytes_on_each_port_end_their_connection_and_nothing_else() throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            InetSocketAddress port = i % 20 == 0 ? member : i % 3 == 0 ? node.adminAddress() : node.dataAddress();
            byte[] noise = new byte[Integer.BYTES + random.nextInt(5000)];
            random.nextBytes(noise);
            if (i % 4 == 1) {
                // A length that is taken, so that types and bodies are noise too.
                ByteBuffer.wrap(noise).putInt(0, 12 + random.nextInt(100));
            }
            try (RawPeer peer = new RawPeer(port).send(i % 8 == 1 ? BadFrames.hello() : new byte[0])) {
                peer.send(noise);
                if (i % 10 == 0) {
                    peer.endOutput().receiveAll();
                }
            }
        }
        assertThat(log.loud()).as("seed " + seed).isEmpty();
    }

    @Test
    void requests_with_some_bytes_changed_are_refused_or_answered_and_never_an_error_of_the_node() throws Exception {
        Random random = new Random(seed);
        List<byte[]> samples = BadFrames.samples();
        for (int i = 0; i < ROUNDS; i++) {
            try (RawPeer peer = new RawPeer(node.dataAddress())) {
                peer.send(BadFrames.hello());
                for (int frames = 0; frames < 10; frames++) {
                    byte[] spoilt = samples.get(random.nextInt(samples.size())).clone();
                    for (int changes = random.nextInt(4); changes > 0; changes--) {
                        // Type and body; a wrong length is another test's.
                        int at = 4 + random.nextInt(spoilt.length - 4);
                        spoilt[at] = (byte) random.nextInt(256);
                    }
                    peer.send(spoilt);
                }
                peer.endOutput().receiveAll();
            }
        }
        assertThat(log.loud()).as("seed " + seed).isEmpty();
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                arguments("no HTTP", "\0\1\2 what\r\n\r\n", "400"),
                arguments("another method", "DELETE /stats HTTP/1.1\r\nHost: x\r\n\r\n", "405"),
                arguments("no such path", "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", "404"),
                arguments("a long line", "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n", "400"),
                arguments("many headers", "GET / HTTP/1.1\r\nA: " + "x".repeat(20_000) + "\r\n\r\n", "400"),
                arguments("a large body", "POST / HTTP/1.1\r\nContent-Length: 2000000000\r\n\r\n", "413"),
                arguments("a length that is none", "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "400"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void a_bad_request_to_the_admin_port_has_its_status(String name, String request, String status) throws Exception {
        try (RawPeer peer = new RawPeer(node.adminAddress()).send(ascii(request))) {
            assertThat(peer.receiveAll()).startsWith("HTTP/1.1 " + status + " ");
        }
    }
}
