package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests do with a cookie that is in use, and how it may end. */
final class Io {
    /** Every bound on a wait of these tests; longer than the deadline of a change. */
    static final Duration SOON = Duration.ofSeconds(40);

    private Io() {}

    /** An object's contents: {@code size} bytes of that value. */
    static byte[] contents(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Stores the whole object. */
    static void fill(Cookie cookie, byte[] contents) throws CacheException {
        try (CacheOperation write = cookie.beginWrite()) {
            assertThat(write.write(0, ByteBuffer.wrap(contents))).isEqualTo(contents.length);
        }
    }

    /** The first bytes of the object, all of which must be cached. */
    static byte[] read(Cookie cookie, int bytes) throws CacheException {
        try (CacheOperation read = cookie.beginRead()) {
            return read(read, bytes);
        }
    }

    /** As {@link #read(Cookie, int)}, from some byte on. */
    static byte[] read(Cookie cookie, long position, int bytes) throws CacheException {
        try (CacheOperation read = cookie.beginRead()) {
            return read(read, position, bytes);
        }
    }

    /** As {@link #read(Cookie, int)}. */
    static byte[] read(CacheOperation operation, int bytes) throws CacheException {
        return read(operation, 0, bytes);
    }

    /** As {@link #read(Cookie, long, int)}. */
    static byte[] read(CacheOperation operation, long position, int bytes) throws CacheException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        assertThat(operation.read(position, into, ReadHole.FAIL)).isEqualTo(bytes);
        return into.array();
    }

    /** An asynchronous read of the first bytes. */
    static CompletableFuture<byte[]> readAsync(CacheOperation operation, int bytes) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        ByteBuffer into = ByteBuffer.allocate(bytes);
        operation.read(0, into, ReadHole.FAIL, (transferred, error, wasAsync) -> {
            if (error == null) {
                done.complete(into.array());
            } else {
                done.completeExceptionally(error);
            }
        });
        return done;
    }

    /** The error with which a call ends. */
    static CacheException error(ThrowingCallable call) {
        CacheException error = catchThrowableOfType(CacheException.class, call);
        assertThat(error).as("the call ended without an error").isNotNull();
        return error;
    }

    /** The error code with which a call ends. */
    static ErrorCode code(ThrowingCallable call) {
        return error(call).code();
    }

    /** The error code with which asynchronous I/O ends. */
    static ErrorCode code(CompletableFuture<?> io) throws Exception {
        Throwable error = io.handle((result, failure) -> failure).get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(error).as("the I/O ended without an error").isInstanceOf(CacheException.class);
        return ((CacheException) error).code();
    }

    /** Waits for a change to be acknowledged. */
    static void await(CompletionStage<?> change) throws Exception {
        Object unused = change.toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /** A call that blocks, in a thread of its own. */
    static CompletableFuture<Void> inBackground(Blocking call) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                call.run();
                done.complete(null);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** A call that blocks. */
    @FunctionalInterface
    interface Blocking {
        void run() throws Exception;
    }
}
