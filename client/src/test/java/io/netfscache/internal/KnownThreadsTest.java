package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KnownThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final KnownThreads threads = new KnownThreads(Executors.defaultThreadFactory(), System::nanoTime);

    private Thread started(Runnable task) {
        Thread thread = threads.newThread(task);
        thread.start();
        return thread;
    }

    private void waitForever() {
        boolean waiting = true;
        while (waiting) {
            try {
                stuck.await();
                waiting = false;
            } catch (InterruptedException e) {
                // As a name service that nothing hastens.
            }
        }
    }

    @Test
    void a_thread_that_has_been_waited_for_is_not_alive() {
        for (int i = 0; i < 200; i++) {
            Thread thread = started(() -> {});

            assertThat(threads.awaitEnds(LONG)).isEmpty();
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void those_that_do_not_end_in_time_are_named_also_to_one_that_is_interrupted() {
        Thread blocked = started(this::waitForever);
        Thread.currentThread().interrupt();

        assertThat(threads.awaitEnds(Duration.ofMillis(5))).containsExactly(blocked);
        assertThat(Thread.interrupted()).isTrue();

        stuck.countDown();
        assertThat(threads.awaitEnds(LONG)).isEmpty();
    }

    @Test
    void one_of_them_does_not_wait_for_itself() {
        CompletableFuture<List<Thread>> left = new CompletableFuture<>();

        started(() -> left.complete(threads.awaitEnds(Duration.ofHours(1))));

        assertThat(left.join()).isEmpty();
    }
}
