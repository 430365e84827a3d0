package io.netfscache.node;

import io.netfscache.node.coherence.Timer;
import io.netfscache.node.net.Transport;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All threads of a node but Hazelcast's. */
final class NodeThreads implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeThreads.class);

    private final EventLoopGroup loops;
    private final ExecutorService disk;
    private final ExecutorService cluster;
    private final ExecutorService operators;
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService voters;
    private final ExecutorService names;

    NodeThreads(Transport transport) {
        loops = transport.eventLoops(
                Math.max(1, Runtime.getRuntime().availableProcessors()), Wiring.threads("netfs-cache-io"));
        disk = new ThreadPoolExecutor(
                NodeLimits.DISK_THREADS,
                NodeLimits.DISK_THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(NodeLimits.DISK_QUEUE),
                Wiring.threads("netfs-cache-disk"));
        cluster = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(NodeLimits.CLUSTER_QUEUE),
                Wiring.threads("netfs-cache-cluster"));
        operators = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(NodeLimits.OPERATORS_QUEUE),
                Wiring.threads("netfs-cache-lists"));
        timer = new ScheduledThreadPoolExecutor(1, Wiring.threads("netfs-cache-timer"));
        timer.setRemoveOnCancelPolicy(true);
        voters = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(NodeLimits.VOTER_QUEUE),
                Wiring.threads("netfs-cache-voters"));
        names = new ThreadPoolExecutor(
                NodeLimits.LOOKUP_THREADS,
                NodeLimits.LOOKUP_THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(NodeLimits.LOOKUP_QUEUE),
                Wiring.threads("netfs-cache-names"));
    }

    /** Completes when each event loop and the timer have run something: a thread that is stuck keeps it waiting. */
    CompletionStage<Void> answer() {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        loops.forEach(loop -> answers.add(CompletableFuture.runAsync(() -> {}, loop)));
        answers.add(CompletableFuture.runAsync(() -> {}, timer));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    }

    /** For what blocks on the name service. */
    Executor names() {
        return names;
    }

    /** For connections, and for what completes without blocking. */
    EventLoopGroup loops() {
        return loops;
    }

    /** For what blocks on the disk. */
    ExecutorService disk() {
        return disk;
    }

    /** For what blocks on Hazelcast: looks at all local records, joining the cluster. */
    ExecutorService cluster() {
        return cluster;
    }

    /** For what operators ask of all local records: nothing that the node does by itself waits for it. */
    Executor operators() {
        return operators;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** As coherence sees it. After the end of the node nothing runs any more. */
    Timer alarms() {
        return (nanos, task) -> {
            try {
                Future<?> scheduled = timer.schedule(guarded(task), nanos, TimeUnit.NANOSECONDS);
                return () -> scheduled.cancel(false);
            } catch (RejectedExecutionException stopped) {
                return () -> {};
            }
        };
    }

    /**
     * One after another: what concerns the voter set, and what blocks on Hazelcast. What finds no room, or comes after the
     * end of the node, does not run; who asked for it gets no answer in time.
     */
    Executor turns() {
        return task -> {
            try {
                voters.execute(guarded(task));
            } catch (RejectedExecutionException dropped) {
                log.atDebug().log("a turn was dropped: {}", dropped.getMessage());
            }
        };
    }

    /**
     * The same thread, for a node that keeps its records itself: the changes of them, one after another.
     *
     * @throws RejectedExecutionException from its {@code execute}, when there is no room, or after the end of the node
     */
    Executor records() {
        return voters;
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a task failed");
            }
        };
    }

    /** Lets disk jobs that have begun end, within the deadline. */
    @Override
    public void close() {
        Duration deadline = NodeLimits.STOP_DEADLINE;
        timer.shutdownNow();
        cluster.shutdownNow();
        operators.shutdownNow();
        names.shutdownNow();
        voters.shutdown();
        loops.shutdownGracefully(0, deadline.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(deadline.toMillis());
        disk.shutdown();
        try {
            if (!disk.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                disk.shutdownNow();
            }
            if (!voters.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                voters.shutdownNow();
            }
        } catch (InterruptedException e) {
            disk.shutdownNow();
            voters.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
