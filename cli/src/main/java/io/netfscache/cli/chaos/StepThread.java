package io.netfscache.cli.chaos;

import io.netfscache.cli.Wiring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of a client, which takes one step after the other until it is told to stop. One that ends for any other reason has
 * checked nothing since, so that is a failure of the run.
 */
final class StepThread {
    private static final Logger LOG = LoggerFactory.getLogger(StepThread.class);

    /** What it does again and again. */
    interface Step {
        void take() throws InterruptedException;
    }

    private final Thread thread;
    private final Step step;
    private volatile boolean goOn = true;
    private volatile @Nullable Throwable failure;

    StepThread(String name, Step step) {
        this.thread = Wiring.daemonThread(name, this::run);
        this.step = step;
    }

    void start() {
        thread.start();
    }

    /** Whether it has been started and has not ended. */
    boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (goOn) {
                step.take();
            }
        } catch (InterruptedException e) {
            if (goOn) {
                failure = e;
            }
            // Otherwise it was interrupted because it did not stop, which has been told.
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Begins no other step. */
    void requestStop() {
        goOn = false;
    }

    /**
     * Begins no other step, waits for the one under way and interrupts it when it takes too long.
     *
     * @return what went wrong, in words
     */
    List<String> stop(Duration atMost) throws InterruptedException {
        requestStop();
        List<String> problems = new ArrayList<>();
        thread.join(Math.max(1, atMost.toMillis()));
        if (thread.isAlive()) {
            problems.add(
                    thread.getName() + ": a call has not ended when it should have after the client was told to stop");
            thread.interrupt();
        }
        Throwable failed = failure;
        if (failed != null) {
            LOG.atError()
                    .addKeyValue("thread", thread.getName())
                    .setCause(failed)
                    .log("a thread of a client has failed");
            problems.add(thread.getName() + " ended before the run did: " + failed);
        }
        return problems;
    }
}
