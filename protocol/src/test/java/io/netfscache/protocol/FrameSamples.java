package io.netfscache.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** One frame of each type, with every field set to something that shows where it lands. */
final class FrameSamples {
    static final Generation VOLUME = new Generation(0x0102030405060708L, 0x1112131415161718L);
    static final Generation OBJECT = new Generation(0x2122232425262728L, 0x3132333435363738L);
    static final ObjectGeneration PAIR = new ObjectGeneration(VOLUME, OBJECT);
    static final CookieId COOKIE = new CookieId(0x4142434445464748L, 0x5152535455565758L);
    static final OperationId OPERATION = new OperationId(0x6162636465666768L, 0x7172737475767778L);
    static final NodeId NODE = new NodeId(0x0a0b0c0d0e0f0001L, 2);
    static final MemberId MEMBER = new MemberId(0x1a1b1c1d1e1f0001L, 5);
    static final SessionId SESSION = new SessionId(3, 4);
    static final Bytes KEY = Bytes.of(new byte[] {0, 47, (byte) 0xff});
    static final Bytes AUX = Bytes.utf8("aux");
    static final Fence FENCE = new Fence(
            7,
            1,
            Fence.Scope.OBJECT,
            "file",
            KEY,
            PAIR,
            new ObjectGeneration(VOLUME, new Generation(9, 10)),
            new ByteRange(4096, 8192),
            8192,
            AUX,
            true,
            new MemberList(17, Set.of(MEMBER)));

    static final Voters VOTERS = new Voters(0x66, 3, List.of(NODE));

    static final VolumeList.Entry VOLUME_ENTRY = new VolumeList.Entry("file", AUX, VOLUME, true, "ssd");
    static final CookieList.Entry COOKIE_ENTRY = new CookieList.Entry(KEY, 12345, AUX, OBJECT, 2, true, false, true);

    static final Traffic TRAFFIC = new Traffic(
            3,
            2,
            12288,
            8192,
            5000,
            LongStream.range(0, Traffic.LATENCIES).boxed().toList());

    private FrameSamples() {}

    static List<Frame> all() {
        return List.of(
                new Hello(2, 2, Hello.Role.CLIENT, SESSION, true, "alice", Bytes.utf8("token"), "test 1.0"),
                new Welcome(2, NODE, Limits.DEFAULT_CHUNK_BYTES, 256, 32 << 20, 2000),
                new View(5, List.of(new View.Member(NODE, "node-0.example", 7440, 3, List.of("default", "ssd")))),
                new Heartbeat(6),
                new HeartbeatAck(6, 11, 1500, List.of(FENCE)),
                new Goodbye("shutting down"),
                new AcquireVolume(OPERATION, "file", "ssd", AUX),
                new VolumeAcquired(VOLUME, true, "ssd"),
                new RelinquishVolume(OPERATION, "file", AUX, Bytes.utf8("base"), true),
                new LookUp("file", KEY),
                new Use(OPERATION, "file", KEY, AUX, 12345, true, true, 8),
                new CookieReply(COOKIE, PAIR, AUX, 12345, true, false),
                new Unuse(List.of(new Unuse.Mark(COOKIE, 8, true))),
                new Change(
                        OPERATION,
                        Change.Kind.INVALIDATE,
                        "file",
                        KEY,
                        PAIR,
                        AUX,
                        false,
                        12345,
                        true,
                        new ByteRange(4096, 8192),
                        9),
                new Read(COOKIE, PAIR, 65536, 4096, Read.Holes.FAIL, true),
                new Data(65536, 4097, Checksums.of(0x01020304, 0x05060708)),
                new Write(COOKIE, PAIR, 65536, 4097, Checksums.of(0x01020304, 0x05060708), true),
                new Written(4097),
                new Occupancy(COOKIE, PAIR, 2),
                new Occupied(8193, Bytes.of(new byte[] {7})),
                new Scrub(COOKIE, PAIR, 65536, 4096),
                new Scrubbed(1),
                FENCE,
                new FenceAck(7, MEMBER, 1, List.of(MEMBER)),
                new Renew(9, 1, NODE, MEMBER, 17, 0x77, 3),
                new RenewAck(9, RenewAck.Verdict.GRANTED, 1, 0x77, 4, List.of(FENCE)),
                VOTERS,
                new Prepare(new Ballot(2, NODE), VOTERS),
                new Accept(new Ballot(2, NODE), VOTERS),
                new BallotAnswer(true, new Ballot(3, NODE), new Ballot(2, NODE), VOTERS, Voters.NONE),
                new ReplaceVoter("0a0b", "0c"),
                new Holdings(List.of(new Holdings.ObjectName("file", KEY))),
                new HoldingsReport(List.of(new HoldingsReport.Holding(2, true))),
                new WithdrawCache("ssd", true),
                new Cull("file", KEY),
                new VolumeTraffic(List.of("file", "other")),
                new VolumeTrafficReport(List.of(TRAFFIC)),
                new StatusRequest(),
                new StatusReport(Map.of("lease", "held", "members", "3")),
                new StatsRequest(),
                new StatsReport(Map.of("reads", 12L)),
                new ListVolumes("file", 100),
                new VolumeList(List.of(VOLUME_ENTRY), true),
                new CountCookies(List.of("file", "other")),
                new CookieCounts(List.of(12L, 0L)),
                new ListCookies("file", COOKIE, 1024),
                new CookieList(List.of(COOKIE_ENTRY), false),
                new ListCaches(),
                new CacheList(List.of(new CacheList.Entry("default", "/cache", "online", 100, 60, 30, 90, 3, 5))),
                new Explain("file", KEY),
                new ObjectReport(
                        true,
                        PAIR,
                        2,
                        Optional.of(VOLUME_ENTRY),
                        Optional.of(COOKIE_ENTRY),
                        List.of(new ObjectReport.Recent(Reason.QUOTA, "alice", 1500, 7))),
                new NotCachedReport(List.of(new NotCachedReport.Entry(COOKIE, Reason.NO_STORE, 3, 20)), 4),
                new Ok(),
                new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_LEASE, "no lease", Bytes.of(new byte[] {1, 2})));
    }

    /** Bytes of payload that must follow the encoded fields. */
    static int payloadBytes(Frame frame) {
        return frame instanceof Write write ? write.length() : frame instanceof Data data ? data.length() : 0;
    }
}
