package io.netfscache.netfs;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files are dirty, and when each is written back without being asked for: a delay after it became dirty, or at once when
 * somebody says so; after a failure later each time, and after too many in a row no more. A file waits for the timer once and
 * for a worker once.
 *
 * <p><b>Lock.</b> {@code this} guards all of it and is taken before that of a file's pages. It is not held during a write-back.
 */
final class WriteBackSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBackSchedule.class);

    /** Takes what is dirty of a file to the origin, and tells {@link #settled}. */
    interface Task {
        void writeBack(FileNode inode) throws IOException;
    }

    /** Runs something later; throws {@link RejectedExecutionException} once it is closed. */
    interface Timer {
        void after(Duration delay, Runnable task);
    }

    private static final class Plan {
        /** In a row. */
        private int failures;
        /** Whether the timer will come, and whether a worker will. */
        private boolean timed;

        private boolean queued;
    }

    private final Duration delay;
    private final Timer timer;
    private final Executor workers;
    private final Task task;
    /** The file that has been dirty longest first. */
    private final Map<FileNode, Plan> dirty = new LinkedHashMap<>();

    private boolean closed;

    /**
     * @param delay how long a file is dirty before it is written back
     * @param workers run the task; may refuse, then the file waits for the timer once more
     */
    WriteBackSchedule(Duration delay, Timer timer, Executor workers, Task task) {
        this.delay = delay;
        this.timer = timer;
        this.workers = workers;
        this.task = task;
    }

    /** The file has dirty pages; whether it is going to be written back, which it is not once this is closed. */
    synchronized boolean dirtied(FileNode inode) {
        Plan plan = dirty.computeIfAbsent(inode, node -> new Plan());
        if (plan.failures == 0) {
            later(inode, plan, delay);
        }
        return !closed;
    }

    /** A write-back has ended: another one is needed for what has been written since, or because this one failed. */
    synchronized void settled(FileNode inode, boolean written) {
        if (!inode.pages().isDirty()) {
            dirty.remove(inode);
            return;
        }
        Plan plan = dirty.computeIfAbsent(inode, node -> new Plan());
        plan.failures = written ? 0 : plan.failures + 1;
        if (plan.failures <= NetfsLimits.MAX_BACKGROUND_RETRIES) {
            later(inode, plan, delayAfter(plan.failures));
        }
    }

    private Duration delayAfter(int failures) {
        Duration longer = delay.multipliedBy(1L << failures);
        boolean retry = failures > 0 && longer.compareTo(NetfsLimits.MAX_RETRY_DELAY) > 0;
        return retry ? NetfsLimits.MAX_RETRY_DELAY : longer;
    }

    private void later(FileNode inode, Plan plan, Duration wait) {
        if (plan.timed) {
            return;
        }
        try {
            timer.after(wait, () -> timeHasCome(inode, plan));
            plan.timed = true;
        } catch (RejectedExecutionException e) {
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("the mount is being closed, which writes back");
        }
    }

    private void timeHasCome(FileNode inode, Plan plan) {
        synchronized (this) {
            plan.timed = false;
        }
        now(inode);
    }

    /** Has a dirty file written back as soon as there is a worker. */
    synchronized void now(FileNode inode) {
        Plan plan = dirty.get(inode);
        if (plan == null || plan.queued) {
            return;
        }
        try {
            workers.execute(() -> run(inode, plan));
            plan.queued = true;
        } catch (RejectedExecutionException e) {
            LOG.atDebug().addKeyValue("file", inode).setCause(e).log("put off: too many files wait");
            later(inode, plan, delay);
        }
    }

    private void run(FileNode inode, Plan plan) {
        synchronized (this) {
            plan.queued = false;
        }
        try {
            task.writeBack(inode);
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().addKeyValue("file", inode).setCause(e).log("not written back");
        }
    }

    /** The file that has been dirty longest, of those that are not in {@code except}. */
    synchronized @Nullable FileNode oldest(Set<FileNode> except) {
        return dirty.keySet().stream()
                .filter(inode -> !except.contains(inode))
                .findFirst()
                .orElse(null);
    }

    /** Timer and workers are going to end: who makes a file dirty from now on has to write it back. */
    synchronized void close() {
        closed = true;
    }
}
