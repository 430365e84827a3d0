package io.netfscache.node.metadata;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.map.EntryProcessor;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.SessionId;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every type of ours that crosses members, with its number: the one registry. Each is given to Hazelcast as a serializer
 * of its own. As a global serializer Kryo would not be used for entry processors, which are Serializable.
 */
final class SerializedTypes {
    static final List<SerializedType<?>> ALL = List.of(
            new SerializedType<>(1001, 1, CookieId.class, Fields::writeCookieId, Fields::readCookieId),
            new SerializedType<>(
                    1002, CookieRecord.FORMAT_VERSION, CookieRecord.class, Forms::writeCookie, Forms::readCookie),
            new SerializedType<>(
                    1003, VolumeRecord.FORMAT_VERSION, VolumeRecord.class, Forms::writeVolume, Forms::readVolume),
            new SerializedType<>(1004, 1, SessionId.class, Fields::writeSessionId, Fields::readSessionId),
            new SerializedType<>(1005, 1, SessionRecord.class, Forms::writeSession, Forms::readSession),
            new SerializedType<>(1010, 2, CookieResult.class, Forms::writeCookieResult, Forms::readCookieResult),
            new SerializedType<>(1011, 1, VolumeResult.class, Forms::writeVolumeResult, Forms::readVolumeResult),
            new SerializedType<>(1020, 1, LookUpProcessor.class, (out, p) -> {}, in -> new LookUpProcessor()),
            new SerializedType<>(
                    1021, 1, LookUpVolumeProcessor.class, (out, p) -> {}, in -> new LookUpVolumeProcessor()),
            new SerializedType<>(
                    1022,
                    2,
                    UseProcessor.class,
                    (out, p) -> Forms.writeUse(out, p.request()),
                    in -> new UseProcessor(Forms.readUse(in))),
            new SerializedType<>(
                    1023,
                    1,
                    UnuseProcessor.class,
                    (out, p) -> Forms.writeUnuse(out, p.request()),
                    in -> new UnuseProcessor(Forms.readUnuse(in))),
            new SerializedType<>(
                    1024,
                    3,
                    ChangeProcessor.class,
                    (out, p) -> Forms.writeChange(out, p.request()),
                    in -> new ChangeProcessor(Forms.readChange(in))),
            new SerializedType<>(
                    1025,
                    1,
                    ClearFenceProcessor.class,
                    (out, p) -> Fields.writeGeneration(out, p.generation()),
                    in -> new ClearFenceProcessor(Fields.readGeneration(in))),
            new SerializedType<>(
                    1026,
                    1,
                    AcquireVolumeProcessor.class,
                    (out, p) -> Forms.writeAcquireVolume(out, p.request()),
                    in -> new AcquireVolumeProcessor(Forms.readAcquireVolume(in))),
            new SerializedType<>(
                    1027,
                    1,
                    RelinquishVolumeProcessor.class,
                    (out, p) -> Forms.writeRelinquishVolume(out, p.request()),
                    in -> new RelinquishVolumeProcessor(Forms.readRelinquishVolume(in))),
            new SerializedType<>(
                    1028,
                    2,
                    ClearVolumeFenceProcessor.class,
                    (out, p) -> {
                        Fields.writeGeneration(out, p.generation());
                        Fields.writeBytes(out, p.coherency());
                    },
                    in -> new ClearVolumeFenceProcessor(Fields.readGeneration(in), Fields.readBytes(in))),
            new SerializedType<>(
                    1029,
                    1,
                    ReapProcessor.class,
                    (out, p) -> Forms.writeReap(out, p.request()),
                    in -> new ReapProcessor(Forms.readReap(in))),
            new SerializedType<>(
                    1030,
                    1,
                    ListObjectProcessor.class,
                    (out, p) -> Forms.writeMark(out, p.cookie(), p.sequence()),
                    in -> new ListObjectProcessor(Fields.readCookieId(in), in.readLong())),
            new SerializedType<>(
                    1031,
                    1,
                    StrikeObjectProcessor.class,
                    (out, p) -> Forms.writeMark(out, p.cookie(), p.sequence()),
                    in -> new StrikeObjectProcessor(Fields.readCookieId(in), in.readLong())),
            new SerializedType<>(
                    1032,
                    1,
                    HeardProcessor.class,
                    (out, p) -> out.writeBoolean(p.alive()),
                    in -> new HeardProcessor(in.readBoolean())),
            new SerializedType<>(
                    1033,
                    1,
                    ForgetProcessor.class,
                    (out, p) -> Fields.writeGeneration(out, p.generation()),
                    in -> new ForgetProcessor(Fields.readGeneration(in))),
            new SerializedType<>(
                    1034,
                    1,
                    EnableProcessor.class,
                    (out, p) -> Forms.writeSeen(out, p.request()),
                    in -> new EnableProcessor(Forms.readSeen(in))),
            new SerializedType<>(
                    1035,
                    1,
                    RetireIdleProcessor.class,
                    (out, p) -> Forms.writeSeen(out, p.request()),
                    in -> new RetireIdleProcessor(Forms.readSeen(in))),
            new SerializedType<>(
                    1036,
                    1,
                    TouchProcessor.class,
                    (out, p) -> out.writeVarInt(p.hours(), true),
                    in -> new TouchProcessor(in.readVarInt(true))),
            new SerializedType<>(
                    1037,
                    1,
                    FirstValueProcessor.class,
                    (out, p) -> Fields.writeBytes(out, p.candidate()),
                    in -> new FirstValueProcessor(Fields.readBytes(in))),
            new SerializedType<>(
                    1042,
                    1,
                    SerializedTypes.<LocalLook<?, ?>>type(LocalLook.class),
                    (out, p) -> {},
                    in -> LocalLook.elsewhere()),
            new SerializedType<>(
                    1013,
                    1,
                    SessionResult.class,
                    (out, r) -> Fields.writeEnum(out, r.verdict()),
                    in -> new SessionResult(Fields.readEnum(in, Verdict.values()))),
            new SerializedType<>(
                    1012,
                    1,
                    SerializedTypes.<OwnerReply<?>>type(OwnerReply.class),
                    Forms::writeReply,
                    Forms::readReply),
            new SerializedType<>(
                    1040,
                    1,
                    SerializedTypes.<OwnedProcessor<?, ?, ?>>type(OwnedProcessor.class),
                    (out, p) -> writeNested(out, p.operation()),
                    in -> new OwnedProcessor<>(readOperation(in))),
            new SerializedType<>(
                    1041,
                    1,
                    SerializedTypes.<OwnedProcessor.Reading<?, ?, ?>>type(OwnedProcessor.Reading.class),
                    (out, p) -> writeNested(out, p.operation()),
                    in -> new OwnedProcessor.Reading<>(readOperation(in))));

    private static final Map<Class<?>, SerializedType<?>> BY_CLASS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(SerializedType::type, Function.identity()));
    private static final Map<Integer, SerializedType<?>> BY_ID =
            ALL.stream().collect(Collectors.toUnmodifiableMap(SerializedType::id, Function.identity()));

    private SerializedTypes() {}

    @SuppressWarnings("unchecked")
    private static <T> Class<T> type(Class<?> raw) {
        return (Class<T>) raw;
    }

    /** Something of one of the types within another one: its number and version come first. */
    static void writeNested(Output out, Object value) {
        SerializedType<?> type = BY_CLASS.get(value.getClass());
        if (type == null) {
            throw new KryoException(value.getClass().getName() + " has no number in the registry of types");
        }
        out.writeVarInt(type.id(), true);
        out.writeByte(type.version());
        type.write(out, value);
    }

    static Object readNested(Input in) {
        int id = in.readVarInt(true);
        SerializedType<?> type = BY_ID.get(id);
        int version = in.readByteUnsigned();
        if (type == null || version != type.version()) {
            throw new KryoException("type " + id + " in form " + version
                    + " is not known to this node: run the same release on all nodes");
        }
        return type.reader().apply(in);
    }

    @SuppressWarnings("unchecked")
    private static EntryProcessor<Object, Object, Object> readOperation(Input in) {
        if (readNested(in) instanceof EntryProcessor<?, ?, ?> operation) {
            return (EntryProcessor<Object, Object, Object>) operation;
        }
        throw new KryoException("what the owner should do is not an operation");
    }

    /** Adds a serializer for each type. */
    static void addTo(SerializationConfig config) {
        Pool<Kryo> kryos = kryos();
        for (SerializedType<?> type : ALL) {
            config.addSerializerConfig(new SerializerConfig()
                    .setTypeClass(type.type())
                    .setImplementation(new KryoSerializer<>(type, kryos)));
        }
    }

    /** Kryo instances are not thread-safe; they are lent, one to a thread at a time. */
    static Pool<Kryo> kryos() {
        return new Pool<>(true, false, MetadataLimits.IDLE_KRYOS) {
            @Override
            protected Kryo create() {
                Kryo kryo = new Kryo();
                kryo.setRegistrationRequired(true);
                kryo.setReferences(false);
                ALL.forEach(type -> kryo.register(type.type(), type.kryoSerializer(), type.id()));
                return kryo;
            }
        };
    }
}
