package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden bytes are in golden-bytes.properties, by class name. Other bytes need another version. */
@Timeout(20)
class SerializedTypesTest {
    private static final Coherency COHERENCY = TestRequests.coherency("aux", 300);
    private static final CookieRecord COOKIE = CookieRecord.born(
                    TestRequests.VOLUME, Bytes.utf8("key"), COHERENCY, TestRequests.candidate(1))
            .changed(TestRequests.coherency("later", 5000), TestRequests.candidate(2), new ByteRange(0, Long.MAX_VALUE))
            .withModifiers(Modifiers.NONE.with(new SessionId(5, 6), 7))
            .withOperation(TestRequests.operation(2), Effect.NEW_GENERATION)
            .withDisabled(true)
            .withDirty(true)
            .withUse(500_000);
    private static final SessionRecord SESSION = SessionRecord.NONE.with(new CookieId(1, 2), 3);
    private static final VolumeRecord VOLUME = VolumeRecord.born(
                    TestRequests.VOLUME, "fast", Bytes.utf8("coherency"), TestRequests.candidate(1))
            .withOperation(TestRequests.operation(1), Effect.CREATED);

    static Stream<Object> samples() {
        return Stream.of(
                new CookieId(1, 2),
                COOKIE,
                VOLUME,
                new CookieResult(Verdict.DONE, COOKIE, COOKIE.pendingFence(), Effect.NEW_GENERATION),
                new VolumeResult(Verdict.WRONG_LENGTH, null, null, Effect.NONE),
                new LookUpProcessor(),
                new LookUpVolumeProcessor(),
                new UseProcessor(TestRequests.modify(3, "key", COHERENCY, new SessionId(5, 6), 7)),
                new UnuseProcessor(TestRequests.unuse(4, "key", new SessionId(5, 6), 8)),
                new ChangeProcessor(TestRequests.update(5, "key", TestRequests.candidate(2), COHERENCY)),
                new ClearFenceProcessor(new Generation(9, 10)),
                new AcquireVolumeProcessor(new AcquireVolumeRequest(
                        TestRequests.operation(6),
                        TestRequests.VOLUME,
                        "fast",
                        Bytes.utf8("coherency"),
                        TestRequests.candidate(6))),
                new RelinquishVolumeProcessor(new RelinquishVolumeRequest(
                        TestRequests.operation(7),
                        TestRequests.VOLUME,
                        Bytes.utf8("coherency"),
                        Bytes.utf8("before"),
                        true,
                        TestRequests.candidate(7))),
                new ClearVolumeFenceProcessor(new Generation(11, 12), Bytes.utf8("coherency")),
                new OwnerReply<>(true, COOKIE, new MemberList(300, Set.of(new MemberId(13, 14)))),
                new SessionId(15, 16),
                SESSION,
                new SessionResult(Verdict.TOO_MANY_OBJECTS),
                new ReapProcessor(TestRequests.reap(8, "key", new SessionId(5, 6), 9)),
                new ListObjectProcessor(new CookieId(1, 2), 3),
                new StrikeObjectProcessor(new CookieId(1, 2), 4),
                new HeardProcessor(true),
                new ForgetProcessor(new Generation(17, 18)),
                new EnableProcessor(TestRequests.seen(9, "key", new Generation(19, 20))),
                new RetireIdleProcessor(TestRequests.seen(10, "key", new Generation(21, 22))),
                new TouchProcessor(500_000),
                new FirstValueProcessor(Bytes.utf8("candidate")),
                LocalLook.elsewhere(),
                OwnedProcessor.of(new LookUpProcessor()),
                OwnedProcessor.of(new ClearFenceProcessor(new Generation(9, 10))));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_type_has_these_bytes_and_is_read_from_them(Object sample) throws IOException {
        byte[] written = serializer(sample).write(sample);
        String name = sample.getClass().getSimpleName();
        assertThat(HexFormat.of().formatHex(written)).as(name).isEqualTo(golden().getProperty(name));
        assertThat(serializer(sample).read(written)).isEqualTo(sample);
    }

    @Test
    void every_registered_type_has_a_sample() {
        List<Class<?>> sampled = samples().<Class<?>>map(Object::getClass).toList();
        List<Class<?>> registered =
                SerializedTypes.ALL.stream().<Class<?>>map(SerializedType::type).toList();
        assertThat(sampled).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void numbers_are_given_once() {
        assertThat(SerializedTypes.ALL.stream().map(SerializedType::id)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void another_version_is_refused_with_a_message_that_says_what_to_do(Object sample) {
        byte[] written = serializer(sample).write(sample);
        written[0]++;
        assertThatThrownBy(() -> serializer(sample).read(written))
                .isInstanceOf(HazelcastSerializationException.class)
                .hasMessageContaining("run the same release on all nodes");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void cut_and_padded_bytes_are_refused_without_a_foreign_exception(Object sample) {
        byte[] written = serializer(sample).write(sample);
        for (int length = 0; length <= written.length + 1; length++) {
            byte[] other = Arrays.copyOf(written, length);
            if (length != written.length) {
                assertThatThrownBy(() -> serializer(sample).read(other))
                        .isInstanceOf(HazelcastSerializationException.class)
                        .hasNoCause();
            }
        }
    }

    @Test
    void a_retired_record_stays_retired() {
        CookieRecord retired = COOKIE.retire(TestRequests.candidate(3));
        assertThat(serializer(retired).read(serializer(retired).write(retired))).isEqualTo(retired);
        assertThat(retired.retired()).isTrue();
    }

    @Test
    void the_largest_session_record_can_be_written() {
        SessionRecord full = SessionRecord.NONE;
        for (int i = 0; i < MetadataLimits.SESSION_OBJECTS; i++) {
            full = full.with(new CookieId(-1, -i), -1);
        }
        assertThat(serializer(full).read(serializer(full).write(full))).isEqualTo(full);
    }

    @Test
    void a_look_at_local_records_that_gets_to_another_member_finds_nothing_there() {
        LocalScan<String, String, String> scan = new LocalScan<>(value -> value, 10);
        LocalLook<String, String> look = new LocalLook<>(scan);
        assertThat(look.apply(Map.entry("a", "here"))).isFalse();
        LocalLook<String, String> there = LocalLook.elsewhere();
        assertThat(serializer(look).read(serializer(look).write(look))).isEqualTo(there);
        assertThat(there.apply(Map.entry("b", "there"))).isFalse();
        assertThat(scan.found()).containsExactly(Map.entry("a", "here"));
    }

    @Test
    void kryo_takes_registered_types_only() {
        Kryo kryo = SerializedTypes.kryos().obtain();
        assertThatThrownBy(() -> kryo.writeObject(new Output(64), new BitSet()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not registered");
    }

    @Test
    void a_record_at_rest_takes_at_most_240_bytes_besides_its_keys_and_aux() {
        CookieRecord resting = CookieRecord.born(
                        TestRequests.VOLUME, Bytes.utf8("key"), COHERENCY, TestRequests.candidate(1))
                .withOperation(TestRequests.operation(1), Effect.CREATED);
        int variable = TestRequests.VOLUME.length() + 3 + COHERENCY.aux().length();
        assertThat(serializer(resting).write(resting).length - variable).isLessThanOrEqualTo(240);
    }

    private static Properties golden() throws IOException {
        Properties golden = new Properties();
        try (InputStream in = SerializedTypesTest.class.getResourceAsStream("golden-bytes.properties")) {
            golden.load(in);
        }
        return golden;
    }

    @SuppressWarnings("unchecked")
    private static KryoSerializer<Object> serializer(Object sample) {
        SerializedType<Object> type = (SerializedType<Object>) SerializedTypes.ALL.stream()
                .filter(candidate -> candidate.type() == sample.getClass())
                .findFirst()
                .orElseThrow();
        return new KryoSerializer<>(type, SerializedTypes.kryos());
    }
}
