package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a filesystem does with parts of an object, one operation each. */
final class RangeIo {
    private RangeIo() {}

    /** Bytes that another seed does not give. */
    static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Begins, writes all of it, ends. */
    static void write(Cookie cookie, long position, byte[] bytes) throws CacheException {
        try (CacheOperation operation = cookie.beginWrite()) {
            assertThat(operation.write(position, ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
        }
    }

    /** Begins, reads, ends; fewer bytes than asked for where the object ends or a hole begins. */
    static byte[] read(Cookie cookie, long position, int length, ReadHole holes) throws CacheException {
        try (CacheOperation operation = cookie.beginRead()) {
            return read(operation, position, length, holes);
        }
    }

    static byte[] read(CacheOperation operation, long position, int length, ReadHole holes) throws CacheException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int n = operation.read(position, into, holes);
        assertThat(into.position()).as("the buffer's position after the read").isEqualTo(n);
        return Arrays.copyOf(into.array(), n);
    }

    /** The holes that a read names; none when it succeeds. */
    static List<ByteRange> missing(Cookie cookie, long position, int length, ReadHole holes) throws CacheException {
        try {
            read(cookie, position, length, holes);
            return List.of();
        } catch (MissingDataException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ENODATA);
            return e.missing();
        }
    }

    static void assertNotCached(Reason reason, ThrowingCallable call) {
        CacheException failure = Io.error(call);
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
    }

    static void assertCode(ErrorCode code, ThrowingCallable call) {
        CacheException failure = Io.error(call);
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    }
}
