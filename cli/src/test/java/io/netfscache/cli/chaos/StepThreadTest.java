package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StepThreadTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void takesStepsUntilItIsToldToStop() throws InterruptedException {
        AtomicInteger steps = new AtomicInteger();
        StepThread thread = new StepThread("steps", steps::incrementAndGet);

        thread.start();
        await().until(() -> steps.get() > 2);

        assertThat(thread.stop(LONG)).isEmpty();
        int taken = steps.get();
        assertThat(thread.stop(LONG)).isEmpty();
        assertThat(steps).hasValue(taken);
    }

    @Test
    void anExceptionIsAFailure() throws InterruptedException {
        assertThat(failureOf(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isEqualTo("steps ended before the run did: java.lang.IllegalStateException: broken");
    }

    @Test
    void anErrorIsAFailureToo() throws InterruptedException {
        assertThat(failureOf(() -> {
                    throw new AssertionError("wrong");
                }))
                .isEqualTo("steps ended before the run did: java.lang.AssertionError: wrong");
    }

    @Test
    void anInterruptBeforeItIsToldToStopIsAFailure() throws InterruptedException {
        assertThat(failureOf(() -> {
                    throw new InterruptedException("of nobody");
                }))
                .contains("ended before the run did", "of nobody");
    }

    private static String failureOf(StepThread.Step step) throws InterruptedException {
        StepThread thread = new StepThread("steps", step);
        thread.start();
        await().until(() -> !thread.isRunning());
        return String.join("; ", thread.stop(LONG));
    }

    @Test
    void aStepThatDoesNotEndIsToldAndInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        StepThread thread = new StepThread("steps", () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        thread.start();
        begun.await();

        assertThat(thread.stop(Duration.ofMillis(1)))
                .singleElement()
                .asString()
                .startsWith("steps: a call has not ended");
        interrupted.await();
        assertThat(thread.stop(LONG)).isEmpty();
    }
}
