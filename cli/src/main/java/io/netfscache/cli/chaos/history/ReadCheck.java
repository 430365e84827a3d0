package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** Looks at one read that has ended; the rules are those of docs/chaos-history.md. */
final class ReadCheck {
    private final SeenRead read;
    private final FileVersions file;
    private final long start;
    /** Those of blocks that have one. */
    private final NavigableSet<Integer> versions;

    private final List<Problem> problems = new ArrayList<>();

    private ReadCheck(SeenRead read, FileVersions file, long start) {
        this.read = read;
        this.file = file;
        this.start = start;
        versions = read.singleVersions();
    }

    /**
     * Returns what is wrong with the read, at most one problem of a kind. What depends on a write that has not ended is
     * left with the file.
     *
     * @param start of the history: what sentences count their times from
     */
    static List<Problem> problems(SeenRead read, FileVersions file, long start) {
        ReadCheck check = new ReadCheck(read, file, start);
        check.pieces();
        check.writes();
        check.order();
        return check.problems;
    }

    private void add(Problem.Kind kind, String what) {
        problems.add(read.problem(kind, start, what));
    }

    /** Bytes of one version of the right place. */
    private void pieces() {
        List<Integer> blocks = read.versions();
        int foreign = blocks.indexOf(Answer.FOREIGN);
        if (foreign >= 0) {
            add(Problem.Kind.FOREIGN, "block %d is of another file or place".formatted(read.block(foreign)));
        }
        int torn = blocks.indexOf(Answer.TORN);
        if (torn >= 0) {
            add(Problem.Kind.TORN, "block %d is of no single version".formatted(read.block(torn)));
            return;
        }
        if (versions.size() > 1) {
            int oldest = versions.first();
            int newest = versions.last();
            add(
                    Problem.Kind.TORN,
                    "block %d is of version %d and block %d of version %d"
                            .formatted(
                                    read.block(blocks.indexOf(oldest)),
                                    oldest,
                                    read.block(blocks.indexOf(newest)),
                                    newest));
        }
    }

    /** Versions whose writes may have been done. */
    private void writes() {
        boolean future = false;
        boolean failed = false;
        for (int version : versions) {
            switch (file.state(version)) {
                case OPEN -> file.seenEarly(version, read);
                case NEVER -> {
                    if (!future) {
                        add(Problem.Kind.FUTURE, "version %d had not been written yet".formatted(version));
                    }
                    future = true;
                }
                case FAILED -> {
                    if (!failed) {
                        problems.add(failedWrite(read, version, start));
                    }
                    failed = true;
                }
                case UNKNOWN, DONE -> {}
            }
        }
    }

    static Problem failedWrite(SeenRead read, int version, long start) {
        return read.problem(Problem.Kind.FAILED_WRITE, start, "the write of version %d has failed".formatted(version));
    }

    /** Versions that are not older than the read may give. */
    private void order() {
        if (versions.isEmpty()) {
            return;
        }
        int oldest = versions.first();
        FileVersions.Promise promise = read.promise();
        if (oldest < promise.version()) {
            add(
                    Problem.Kind.STALE,
                    "version %d, but version %d was acknowledged at %s"
                            .formatted(oldest, promise.version(), SeenRead.seconds(promise.at(), start)));
        }
        if (oldest < read.seen()) {
            add(
                    Problem.Kind.BACK,
                    "version %d, but the same client had read version %d before".formatted(oldest, read.seen()));
        }
    }
}
