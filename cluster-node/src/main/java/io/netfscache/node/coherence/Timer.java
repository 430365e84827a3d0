package io.netfscache.node.coherence;

/** Runs things later, each once. The tasks are short and do not block. */
public interface Timer {
    /** A task that has not run yet. */
    interface Alarm {
        /** The task does not run any more, unless it runs already. */
        void cancel();
    }

    /** @param nanos from now; 0 or less: as soon as possible, but not within this call */
    Alarm after(long nanos, Runnable task);
}
