package io.netfscache.node.metadata;

import static io.netfscache.node.metadata.Fields.readOptional;
import static io.netfscache.node.metadata.Fields.writeOptional;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import java.util.HashMap;
import java.util.Map;

/** The serialised form of each record, request and result: its fields in the order of declaration. */
final class Forms {
    private Forms() {}

    static void writeCookie(Output out, CookieRecord cookie) {
        out.writeString(cookie.volumeKey());
        Fields.writeBytes(out, cookie.objectKey());
        Fields.writeCoherency(out, cookie.coherency());
        Fields.writeGeneration(out, cookie.generation());
        out.writeBoolean(cookie.adoptable());
        writeOptional(out, cookie.pendingFence(), Fields::writeFence);
        Fields.writeHistory(out, cookie.operations());
        Fields.writeModifiers(out, cookie.modifiers());
        out.writeBoolean(cookie.disabled());
        Fields.writePast(out, cookie.past());
        out.writeBoolean(cookie.retired());
        out.writeBoolean(cookie.dirty());
        out.writeVarInt(cookie.lastUsedHours(), true);
    }

    static CookieRecord readCookie(Input in) {
        CookieRecord.Draft draft = draft(in);
        draft.dirty = in.readBoolean();
        draft.lastUsedHours = in.readVarInt(true);
        return draft.done();
    }

    /** As it was in version 1. */
    static CookieRecord readOldCookie(Input in) {
        CookieRecord.Draft draft = draft(in);
        draft.lastUsedHours = Generations.hours(draft.generation);
        return draft.done();
    }

    private static CookieRecord.Draft draft(Input in) {
        // Millions of records share few volume keys.
        CookieRecord.Draft draft = new CookieRecord.Draft(
                in.readString().intern(), Fields.readBytes(in), Fields.readCoherency(in), Fields.readGeneration(in));
        draft.adoptable = in.readBoolean();
        draft.pendingFence = readOptional(in, Fields::readFence);
        draft.operations = Fields.readHistory(in);
        draft.modifiers = Fields.readModifiers(in);
        draft.disabled = in.readBoolean();
        draft.past = Fields.readPast(in);
        draft.retired = in.readBoolean();
        return draft;
    }

    static void writeVolume(Output out, VolumeRecord volume) {
        out.writeString(volume.key());
        out.writeString(volume.cacheName());
        Fields.writeBytes(out, volume.coherency());
        Fields.writeGeneration(out, volume.generation());
        writeOptional(out, volume.pendingFence(), Fields::writeFence);
        Fields.writeHistory(out, volume.operations());
    }

    static VolumeRecord readVolume(Input in) {
        return new VolumeRecord(
                in.readString(),
                in.readString(),
                Fields.readBytes(in),
                Fields.readGeneration(in),
                readOptional(in, Fields::readFence),
                Fields.readHistory(in));
    }

    static void writeCookieResult(Output out, CookieResult result) {
        Fields.writeEnum(out, result.verdict());
        writeOptional(out, result.record(), Forms::writeCookie);
        writeOptional(out, result.fence(), Fields::writeFence);
        Fields.writeEnum(out, result.effect());
    }

    static CookieResult readCookieResult(Input in) {
        return new CookieResult(
                Fields.readEnum(in, Verdict.values()),
                readOptional(in, Forms::readCookie),
                readOptional(in, Fields::readFence),
                Fields.readEnum(in, Effect.values()));
    }

    static void writeVolumeResult(Output out, VolumeResult result) {
        Fields.writeEnum(out, result.verdict());
        writeOptional(out, result.record(), Forms::writeVolume);
        writeOptional(out, result.fence(), Fields::writeFence);
        Fields.writeEnum(out, result.effect());
    }

    static VolumeResult readVolumeResult(Input in) {
        return new VolumeResult(
                Fields.readEnum(in, Verdict.values()),
                readOptional(in, Forms::readVolume),
                readOptional(in, Fields::readFence),
                Fields.readEnum(in, Effect.values()));
    }

    static void writeSession(Output out, SessionRecord session) {
        out.writeVarInt(session.objects().size(), true);
        session.objects().forEach((cookie, sequence) -> writeMark(out, cookie, sequence));
    }

    static SessionRecord readSession(Input in) {
        int count = Fields.readCount(in, MetadataLimits.SESSION_OBJECTS, "objects of a session");
        Map<CookieId, Long> objects = new HashMap<>();
        for (int i = 0; i < count; i++) {
            objects.put(Fields.readCookieId(in), in.readLong());
        }
        return new SessionRecord(objects);
    }

    static void writeMark(Output out, CookieId cookie, long sequence) {
        Fields.writeCookieId(out, cookie);
        out.writeLong(sequence);
    }

    static void writeReap(Output out, ReapRequest request) {
        Fields.writeOperationId(out, request.operation());
        Fields.writeCookieId(out, request.cookie());
        Fields.writeSessionId(out, request.session());
        out.writeLong(request.sequence());
        Fields.writeGeneration(out, request.candidate());
    }

    static ReapRequest readReap(Input in) {
        return new ReapRequest(
                Fields.readOperationId(in),
                Fields.readCookieId(in),
                Fields.readSessionId(in),
                in.readLong(),
                Fields.readGeneration(in));
    }

    static void writeSeen(Output out, SeenRequest request) {
        Fields.writeOperationId(out, request.operation());
        Fields.writeCookieId(out, request.cookie());
        Fields.writeGeneration(out, request.seen());
        Fields.writeGeneration(out, request.candidate());
    }

    static SeenRequest readSeen(Input in) {
        return new SeenRequest(
                Fields.readOperationId(in),
                Fields.readCookieId(in),
                Fields.readGeneration(in),
                Fields.readGeneration(in));
    }

    static void writeReply(Output out, OwnerReply<?> reply) {
        out.writeBoolean(reply.answered());
        writeOptional(out, reply.value(), SerializedTypes::writeNested);
        Fields.writeMembers(out, reply.members());
    }

    static OwnerReply<?> readReply(Input in) {
        return new OwnerReply<>(
                in.readBoolean(), readOptional(in, SerializedTypes::readNested), Fields.readMembers(in));
    }

    static void writeUse(Output out, UseRequest request) {
        Fields.writeOperationId(out, request.operation());
        out.writeString(request.volumeKey());
        Fields.writeBytes(out, request.objectKey());
        Fields.writeCoherency(out, request.offered());
        out.writeBoolean(request.anySize());
        Fields.writeSessionId(out, request.session());
        out.writeBoolean(request.willModify());
        out.writeLong(request.sequence());
        Fields.writeGeneration(out, request.candidate());
    }

    static UseRequest readUse(Input in) {
        return new UseRequest(
                Fields.readOperationId(in),
                in.readString(),
                Fields.readBytes(in),
                Fields.readCoherency(in),
                in.readBoolean(),
                Fields.readSessionId(in),
                in.readBoolean(),
                in.readLong(),
                Fields.readGeneration(in));
    }

    static void writeUnuse(Output out, UnuseRequest request) {
        Fields.writeOperationId(out, request.operation());
        Fields.writeCookieId(out, request.cookie());
        Fields.writeSessionId(out, request.session());
        out.writeLong(request.sequence());
        Fields.writeGeneration(out, request.candidate());
    }

    static UnuseRequest readUnuse(Input in) {
        return new UnuseRequest(
                Fields.readOperationId(in),
                Fields.readCookieId(in),
                Fields.readSessionId(in),
                in.readLong(),
                Fields.readGeneration(in));
    }

    static void writeChange(Output out, ChangeRequest request) {
        Fields.writeOperationId(out, request.operation());
        Fields.writeEnum(out, request.kind());
        out.writeString(request.volumeKey());
        Fields.writeBytes(out, request.objectKey());
        Fields.writeGeneration(out, request.base());
        Fields.writeCoherency(out, request.coherency());
        out.writeBoolean(request.keepAux());
        out.writeBoolean(request.dioWrite());
        Fields.writeRange(out, request.range());
        Fields.writeGeneration(out, request.candidate());
        Fields.writeModifiers(out, request.marks());
    }

    static ChangeRequest readChange(Input in) {
        return new ChangeRequest(
                Fields.readOperationId(in),
                Fields.readEnum(in, Change.Kind.values()),
                in.readString(),
                Fields.readBytes(in),
                Fields.readGeneration(in),
                Fields.readCoherency(in),
                in.readBoolean(),
                in.readBoolean(),
                Fields.readRange(in),
                Fields.readGeneration(in),
                Fields.readModifiers(in));
    }

    static void writeAcquireVolume(Output out, AcquireVolumeRequest request) {
        Fields.writeOperationId(out, request.operation());
        out.writeString(request.volumeKey());
        out.writeString(request.cacheName());
        Fields.writeBytes(out, request.coherency());
        Fields.writeGeneration(out, request.candidate());
    }

    static AcquireVolumeRequest readAcquireVolume(Input in) {
        return new AcquireVolumeRequest(
                Fields.readOperationId(in),
                in.readString(),
                in.readString(),
                Fields.readBytes(in),
                Fields.readGeneration(in));
    }

    static void writeRelinquishVolume(Output out, RelinquishVolumeRequest request) {
        Fields.writeOperationId(out, request.operation());
        out.writeString(request.volumeKey());
        Fields.writeBytes(out, request.coherency());
        Fields.writeBytes(out, request.base());
        out.writeBoolean(request.invalidate());
        Fields.writeGeneration(out, request.candidate());
    }

    static RelinquishVolumeRequest readRelinquishVolume(Input in) {
        return new RelinquishVolumeRequest(
                Fields.readOperationId(in),
                in.readString(),
                Fields.readBytes(in),
                Fields.readBytes(in),
                in.readBoolean(),
                Fields.readGeneration(in));
    }
}
