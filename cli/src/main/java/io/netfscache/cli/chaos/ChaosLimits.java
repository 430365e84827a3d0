package io.netfscache.cli.chaos;

import io.netfscache.internal.ClientLimits;
import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every size, number and wait of {@code chaos}. Sizes are in bytes. */
final class ChaosLimits {
    static final int MAX_CLIENTS = 32;
    static final int MAX_SECONDS = 24 * 3600;
    /** The shortest run in which a fault can show its effect and heal. */
    static final int MIN_SECONDS = 10;

    /** Files that each client writes. */
    static final int FILES_PER_CLIENT = 4;
    /** The smallest there is: large files are on two nodes. */
    static final int CHUNK_BYTES = 1 << 20;
    /** Most blocks of one read. */
    static final int READ_BLOCKS = 8;
    /** Folios of most clients: so few that most of their reads ask the cluster. */
    static final int FEW_FOLIO_BYTES = 256 << 10;
    /** Folios of every fourth client: room for all files. */
    static final int MANY_FOLIO_BYTES = 32 << 20;
    /** Of so many reads one drops all folios before, in clients with few. */
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
    /** Changes of one file on the heels of each other, at most, and the longest time between two. */
    static final int CHANGES_IN_A_ROW = 3;

    static final Duration QUICK_CHANGE_PAUSE = Duration.ofMillis(50);
    /** Readers turn to a file for that long after it was changed; figures count reads of so long after. */
    static final Duration SOON = Duration.ofSeconds(1);
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
    /** For the threads of a client to end. */
    static final Duration STOP_WAIT = INVALIDATE_DEADLINE.plus(Duration.ofSeconds(10));
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
    static final Duration MAX_LATE_OF_MANY = Duration.ofMillis(300);

    /** Problems that are told one by one. */
    static final int TOLD_PROBLEMS = 20;

    private ChaosLimits() {}
}
