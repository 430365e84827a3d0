package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheException;
import io.netfscache.IoTerminated;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps each call of a termination function: there must be exactly one. */
final class Termination implements IoTerminated {
    /** Longer than any deadline of I/O. */
    private static final Duration ENDED = Duration.ofSeconds(30);

    /** One call, and whether it was made by the thread that started the I/O. */
    record Call(int transferred, @Nullable CacheException error, boolean wasAsync, boolean byStarter) {}

    private final Thread starter = Thread.currentThread();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch called = new CountDownLatch(1);

    @Override
    public void terminated(int transferred, @Nullable CacheException error, boolean wasAsync) {
        calls.add(new Call(transferred, error, wasAsync, Thread.currentThread() == starter));
        called.countDown();
    }

    /** Calls until now. */
    int calls() {
        return calls.size();
    }

    /** The one call, when it has come. */
    Call await() throws InterruptedException {
        assertThat(called.await(ENDED.toSeconds(), TimeUnit.SECONDS))
                .as("the termination function was called")
                .isTrue();
        assertThat(calls).as("calls of one termination function").hasSize(1);
        Call call = calls.get(0);
        assertThat(call.wasAsync())
                .as("wasAsync says whether another thread called")
                .isNotEqualTo(call.byStarter());
        return call;
    }

    /** The bytes of the one call, which must have succeeded. */
    int transferred() throws InterruptedException {
        Call call = await();
        assertThat(call.error()).isNull();
        return call.transferred();
    }

    /** The error of the one call. */
    CacheException error() throws InterruptedException {
        CacheException error = await().error();
        assertThat(error).as("the error that the termination function was told").isNotNull();
        return error;
    }
}
