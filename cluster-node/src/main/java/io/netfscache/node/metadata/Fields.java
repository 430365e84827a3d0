package io.netfscache.node.metadata;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parts that records, requests and results are made of, in their serialised form: longs of 8 bytes, counts and ordinals of 1 to 5. */
final class Fields {
    private Fields() {}

    static void writeBytes(Output out, Bytes bytes) {
        out.writeVarInt(bytes.length(), true);
        out.writeBytes(bytes.toArray());
    }

    static Bytes readBytes(Input in) {
        return Bytes.of(in.readBytes(readCount(in, MetadataLimits.SERIALIZED_BYTES, "bytes")));
    }

    static void writeCookieId(Output out, CookieId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static CookieId readCookieId(Input in) {
        return new CookieId(in.readLong(), in.readLong());
    }

    static void writeGeneration(Output out, Generation generation) {
        out.writeLong(generation.counter());
        out.writeLong(generation.nonce());
    }

    static Generation readGeneration(Input in) {
        return new Generation(in.readLong(), in.readLong());
    }

    static void writeOperationId(Output out, OperationId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static OperationId readOperationId(Input in) {
        return new OperationId(in.readLong(), in.readLong());
    }

    static void writeSessionId(Output out, SessionId id) {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    static SessionId readSessionId(Input in) {
        return new SessionId(in.readLong(), in.readLong());
    }

    static void writeCoherency(Output out, Coherency coherency) {
        writeBytes(out, coherency.aux());
        out.writeVarLong(coherency.objectSize(), true);
    }

    static Coherency readCoherency(Input in) {
        return new Coherency(readBytes(in), in.readVarLong(true));
    }

    static void writeFence(Output out, PendingFence fence) {
        writeGeneration(out, fence.base());
        writeGeneration(out, fence.next());
        writeRange(out, fence.dropped());
    }

    static PendingFence readFence(Input in) {
        return new PendingFence(readGeneration(in), readGeneration(in), readRange(in));
    }

    static void writeRange(Output out, ByteRange range) {
        out.writeVarLong(range.start(), true);
        out.writeVarLong(range.end(), true);
    }

    static ByteRange readRange(Input in) {
        return new ByteRange(in.readVarLong(true), in.readVarLong(true));
    }

    static void writeMembers(Output out, MemberList list) {
        out.writeVarLong(list.version(), true);
        out.writeVarInt(list.members().size(), true);
        for (MemberId member : list.members()) {
            out.writeLong(member.high());
            out.writeLong(member.low());
        }
    }

    static MemberList readMembers(Input in) {
        long version = in.readVarLong(true);
        int count = readCount(in, Limits.MAX_VIEW_NODES, "members");
        Set<MemberId> members = new HashSet<>();
        for (int i = 0; i < count; i++) {
            members.add(new MemberId(in.readLong(), in.readLong()));
        }
        return new MemberList(version, members);
    }

    static void writeHistory(Output out, OperationHistory history) {
        out.writeVarInt(history.operations().size(), true);
        for (OperationHistory.Applied applied : history.operations()) {
            writeOperationId(out, applied.id());
            writeEnum(out, applied.effect());
        }
    }

    static OperationHistory readHistory(Input in) {
        int count = readCount(in, MetadataLimits.REMEMBERED_OPERATIONS, "operations");
        List<OperationHistory.Applied> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            operations.add(new OperationHistory.Applied(readOperationId(in), readEnum(in, Effect.values())));
        }
        return count == 0 ? OperationHistory.NONE : new OperationHistory(operations);
    }

    static void writeModifiers(Output out, Modifiers modifiers) {
        out.writeVarInt(modifiers.marks().size(), true);
        modifiers.marks().forEach((session, sequence) -> {
            writeSessionId(out, session);
            out.writeLong(sequence);
        });
    }

    static Modifiers readModifiers(Input in) {
        int count = readCount(in, MetadataLimits.MODIFIERS, "modifiers");
        Map<SessionId, Long> marks = new HashMap<>();
        for (int i = 0; i < count; i++) {
            marks.put(readSessionId(in), in.readLong());
        }
        return count == 0 ? Modifiers.NONE : new Modifiers(marks);
    }

    static void writePast(Output out, PastCoherency past) {
        out.writeVarInt(past.values().size(), true);
        past.values().forEach(value -> writeCoherency(out, value));
    }

    static PastCoherency readPast(Input in) {
        int count = readCount(in, MetadataLimits.REMEMBERED_COHERENCY, "coherency values");
        List<Coherency> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(readCoherency(in));
        }
        return count == 0 ? PastCoherency.NONE : new PastCoherency(values);
    }

    @SuppressWarnings("EnumOrdinal") // Their order is part of the form; the golden bytes pin it.
    static void writeEnum(Output out, Enum<?> value) {
        out.writeByte(value.ordinal());
    }

    static <E extends Enum<E>> E readEnum(Input in, E[] values) {
        int ordinal = in.readByteUnsigned();
        if (ordinal >= values.length) {
            throw new KryoException(ordinal + " is not a "
                    + values.getClass().getComponentType().getSimpleName());
        }
        return values[ordinal];
    }

    static <T> void writeOptional(Output out, @Nullable T value, BiConsumer<Output, T> write) {
        out.writeBoolean(value != null);
        if (value != null) {
            write.accept(out, value);
        }
    }

    static <T> @Nullable T readOptional(Input in, Function<Input, T> read) {
        return in.readBoolean() ? read.apply(in) : null;
    }

    static int readCount(Input in, int max, String what) {
        int count = in.readVarInt(true);
        if (count < 0 || count > max) {
            throw new KryoException(count + " " + what + "; at most " + max);
        }
        return count;
    }
}
