package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.SessionId;

/** Requests about one volume, told apart by small numbers. */
final class TestRequests {
    static final String VOLUME = "nfs:server:/export";
    static final SessionId SESSION = new SessionId(7, 7);

    private TestRequests() {}

    static OperationId operation(long number) {
        return new OperationId(0xabcL, number);
    }

    static Generation candidate(long number) {
        return new Generation(100, number);
    }

    static Coherency coherency(String aux, long size) {
        return new Coherency(Bytes.utf8(aux), size);
    }

    static UseRequest read(long number, String key, Coherency offered) {
        return new UseRequest(
                operation(number), VOLUME, Bytes.utf8(key), offered, false, SESSION, false, 0, candidate(number));
    }

    static UseRequest modify(long number, String key, Coherency offered, SessionId session, long sequence) {
        return new UseRequest(
                operation(number), VOLUME, Bytes.utf8(key), offered, false, session, true, sequence, candidate(number));
    }

    static UnuseRequest unuse(long number, String key, SessionId session, long sequence) {
        return new UnuseRequest(
                operation(number), read(number, key, coherency("", 0)).cookie(), session, sequence, candidate(number));
    }

    static ReapRequest reap(long number, String key, SessionId session, long sequence) {
        return new ReapRequest(
                operation(number), read(number, key, coherency("", 0)).cookie(), session, sequence, candidate(number));
    }

    static ChangeRequest change(long number, Change.Kind kind, String key, Coherency coherency) {
        return new ChangeRequest(
                operation(number),
                kind,
                VOLUME,
                Bytes.utf8(key),
                Generation.NONE,
                coherency,
                false,
                false,
                ByteRange.ALL,
                candidate(number));
    }

    static ChangeRequest invalidate(long number, String key, Coherency coherency) {
        return change(number, Change.Kind.INVALIDATE, key, coherency);
    }

    static ChangeRequest dioWrite(long number, String key) {
        return new ChangeRequest(
                operation(number),
                Change.Kind.INVALIDATE,
                VOLUME,
                Bytes.utf8(key),
                Generation.NONE,
                coherency("", 100),
                true,
                true,
                ByteRange.ALL,
                candidate(number));
    }

    static ChangeRequest update(long number, String key, Generation base, Coherency coherency) {
        return new ChangeRequest(
                operation(number),
                Change.Kind.UPDATE,
                VOLUME,
                Bytes.utf8(key),
                base,
                coherency,
                false,
                false,
                ByteRange.ALL,
                candidate(number));
    }

    /** A write of a modifier that knows {@code base}. */
    static ChangeRequest write(long number, String key, Generation base, ByteRange range) {
        return new ChangeRequest(
                operation(number),
                Change.Kind.MODIFY,
                VOLUME,
                Bytes.utf8(key),
                base,
                coherency("ignored", 1),
                true,
                false,
                range,
                candidate(number));
    }

    /** The last write of a modifier that knows {@code base}: the origin has become {@code made}. */
    static ChangeRequest written(long number, String key, Generation base, ByteRange range, Coherency made) {
        return new ChangeRequest(
                operation(number),
                Change.Kind.MODIFY,
                VOLUME,
                Bytes.utf8(key),
                base,
                made,
                false,
                false,
                range,
                candidate(number));
    }

    /** What the owner does to a record that it has seen with that generation. */
    static SeenRequest seen(long number, String key, Generation generation) {
        return new SeenRequest(
                operation(number), read(number, key, coherency("", 0)).cookie(), generation, candidate(number));
    }
}
