package io.netfscache.containers;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be undone, the last first; a step that fails does not keep the others from it. One thread at a time. */
final class Undo implements AutoCloseable {
    /** One thing that is to be undone. */
    interface Step {
        void run() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    /** Adds what cannot be undone to the reason why it is. */
    void closeBecauseOf(Throwable reason) {
        try {
            close();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** @throws IllegalStateException when steps failed, with all of their errors */
    @Override
    public void close() {
        IllegalStateException failed = new IllegalStateException("not everything could be undone");
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (Exception e) {
                failed.addSuppressed(e);
            }
        }
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }
}
