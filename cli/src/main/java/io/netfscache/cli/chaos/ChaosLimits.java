package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.internal.ClientLimits;
import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every size, number and wait of {@code chaos}. Sizes are in bytes. */
final class ChaosLimits {
    static final int MAX_CLIENTS = 32;
    /** As long as the history of eight clients is some ten million events, which take the checker a minute. */
    static final int MAX_SECONDS = 3600;
    /** What the checker needs of the heap for one read: two events of 150 bytes. Measured: 140 for each of four million. */
    static final int HEAP_BYTES_PER_READ = 300;
    /** What all else needs of it. */
    static final long HEAP_BYTES_BESIDES = 200L << 20;
    /** The shortest run in which every fault can show its effect and heal; also of those that show a broken rule. */
    static final int MIN_SECONDS = 25;
    /** Most broken rules show only where a majority goes on without one node. */
    static final int MIN_SABOTAGED_NODES = 3;

    /** The usual number: with fewer each of them writes more. */
    static final int CLIENTS = 8;
    /** Files that each client writes, at least. */
    static final int FILES_PER_CLIENT = 4;
    /** Files for each node, at least: of two runs in a thousand a node has none. */
    static final int FILES_PER_NODE = 6;
    /** The smallest there is: large files are on two nodes. */
    static final int CHUNK_BYTES = 1 << 20;
    /** Most blocks of one read. */
    static final int READ_BLOCKS = 8;
    /** The same of large reads: several folios of a client with few. */
    static final int LARGE_READ_BLOCKS = 64;
    /** On their way to the cache, in each mount; and where it is to be little, which is one folio of a small read. */
    static final long WRITE_BEHIND_BYTES = 32L << 20;

    static final long LITTLE_WRITE_BEHIND_BYTES = 16 << 10;
    /** Folios of most clients: so few that most of their reads ask the cluster. */
    static final int FEW_FOLIO_BYTES = 256 << 10;
    /** Folios of every fourth client: room for all files. */
    static final int MANY_FOLIO_BYTES = 32 << 20;
    /** Of so many reads one drops all folios before, in clients that do. */
    static final int READS_PER_DROP = 400;
    /** From one read of a client to the next, and the pause between the two when it is behind: after reads that took long. */
    static final Duration READ_INTERVAL = Duration.ofMillis(6);

    static final Duration LEAST_READ_PAUSE = Duration.ofNanos(500_000);
    /** What it is behind more than that is not made up for. */
    static final Duration MAX_READS_BEHIND = Duration.ofSeconds(20);
    /** After a call that has failed. */
    static final Duration FAILURE_PAUSE = Duration.ofMillis(100);
    /** Between two changes of a client: at least, and by chance up to so much more. */
    static final Duration CHANGE_PAUSE = Duration.ofMillis(800);

    static final Duration CHANGE_PAUSE_RANGE = Duration.ofMillis(3200);
    /** The same where files are to change often. */
    static final Duration QUICK_PAUSE = Duration.ofMillis(200);

    static final Duration QUICK_PAUSE_RANGE = Duration.ofMillis(800);
    /** The same where they are to change all the time. */
    static final Duration LEAST_PAUSE = Duration.ofMillis(100);

    static final Duration LEAST_PAUSE_RANGE = Duration.ofMillis(300);
    /** Of so many changes one is told by an invalidation of all files, where that is to be. */
    static final int CHANGES_PER_VOLUME = 4;
    /** Changes of one file on the heels of each other, at most, and the longest time between two. */
    static final int CHANGES_IN_A_ROW = 3;

    static final Duration QUICK_CHANGE_PAUSE = Duration.ofMillis(50);
    /** A change that takes longer is looked up by another session, where that is to be. */
    static final Duration LOOK_UP_AFTER = Duration.ofMillis(50);
    /** Readers turn to a file for that long after it was changed. */
    static final Duration SOON = Checker.SOON;
    /** Acknowledgements that readers are told of at a time. */
    static final int MAX_RECENT = 64;

    /** A read waits for its operation, for the nodes of a piece one after the other, and asks once more after a change. */
    static final Duration READ_DEADLINE = Limits.BEGIN_DEADLINE
            .plus(Limits.READ_DEADLINE.multipliedBy(ClientLimits.MAX_NODES_TRIED))
            .multipliedBy(2);

    static final Duration WRITE_DEADLINE = Duration.ofSeconds(10);
    static final Duration INVALIDATE_DEADLINE = Limits.INVALIDATE_DEADLINE;
    /** What a busy machine may add to any of them. */
    static final Duration SCHEDULER_SLACK = Duration.ofSeconds(3);
    /** How often faults are looked at. */
    static final Duration FAULT_TICK = Duration.ofMillis(200);

    static final int FAULTS_AT_A_TIME = 2;
    /** For a fault to show its effect when its time is over. */
    static final Duration EFFECT_WAIT = Duration.ofSeconds(15);
    /** For the threads of a client to end. */
    static final Duration STOP_WAIT =
            WRITE_DEADLINE.plus(INVALIDATE_DEADLINE).plus(SCHEDULER_SLACK).plus(Duration.ofSeconds(10));
    /** Until a client has its first session. */
    static final Duration CLIENT_READY = Duration.ofSeconds(30);
    /** Until all nodes serve after everything was healed. */
    static final Duration HEAL_WAIT = Duration.ofSeconds(60);
    /** Until the clients read from the cluster again after that. */
    static final Duration SETTLE_WAIT = Duration.ofSeconds(20);

    static final int ORIGIN_THREADS = 1;
    static final int MAX_HTTP_HEADER_BYTES = 16 << 10;
    static final int MAX_PUT_BYTES = 64;
    /** Larger bodies are put together piece by piece, as file servers do, and may be torn by a change. */
    static final int WHOLE_BODY_BYTES = 64 << 10;
    /** Of so many answers of the origin one is late. */
    static final int ANSWERS_PER_LATE = 8;
    /** Longest that it is late. */
    static final Duration MAX_LATE = Duration.ofMillis(60);
    /** The same of an origin that is to be slow. */
    static final Duration MAX_LATE_OF_BODIES = Duration.ofMillis(300);

    /** Problems that are told one by one. */
    static final int TOLD_PROBLEMS = 20;

    private ChaosLimits() {}
}
