package io.netfscache.cli.chaos;

import java.time.Duration;

/**
 * How the clients of a run read and change files.
 *
 * @param leastBlocks least blocks of one read, if the file has them
 * @param readBlocks most blocks of one read
 * @param fromStart whether each read begins where the file does, as those do that read a file from end to end
 * @param allHaveManyFolios whether all clients have room for all files, and not only one of four
 * @param writeBehindBytes most bytes that a mount has on their way to the cache
 * @param changePause least time between two changes of a client
 * @param changePauseRange so much longer it may be
 * @param changesPerVolume of so many changes one is told by an invalidation of all files; 0: none
 * @param looksUpChanges whether a change that takes long is looked up by another session, whose answer acknowledges it
 */
record Habits(
        int leastBlocks,
        int readBlocks,
        boolean fromStart,
        boolean allHaveManyFolios,
        long writeBehindBytes,
        Duration changePause,
        Duration changePauseRange,
        int changesPerVolume,
        boolean looksUpChanges) {
    /** Of a run with all rules, and eight clients or more. */
    static final Habits USUAL = new Habits(
            1,
            ChaosLimits.READ_BLOCKS,
            false,
            false,
            ChaosLimits.WRITE_BEHIND_BYTES,
            ChaosLimits.CHANGE_PAUSE,
            ChaosLimits.CHANGE_PAUSE_RANGE,
            0,
            false);

    /** Everybody reads from folios what changes soon: whoever is not told of a change shows it. */
    static final Habits FOLIOS = new Habits(
            1,
            ChaosLimits.READ_BLOCKS,
            false,
            true,
            ChaosLimits.WRITE_BEHIND_BYTES,
            ChaosLimits.QUICK_PAUSE,
            ChaosLimits.QUICK_PAUSE_RANGE,
            0,
            false);

    /** As {@link #FOLIOS}, with changes one right after the other: whenever something goes wrong, some are under way. */
    static final Habits MANY_CHANGES = new Habits(
            1,
            ChaosLimits.READ_BLOCKS,
            false,
            true,
            ChaosLimits.WRITE_BEHIND_BYTES,
            ChaosLimits.LEAST_PAUSE,
            ChaosLimits.LEAST_PAUSE_RANGE,
            0,
            false);

    /** Reads that the origin does not answer with one version always (ADR 13). */
    static final Habits LARGE_READS = new Habits(
            ChaosLimits.LARGE_READ_BLOCKS / 2,
            ChaosLimits.LARGE_READ_BLOCKS,
            false,
            false,
            ChaosLimits.WRITE_BEHIND_BYTES,
            ChaosLimits.LEAST_PAUSE,
            ChaosLimits.LEAST_PAUSE_RANGE,
            0,
            false);

    /** Reads of several folios one after the other. */
    static final Habits WHOLE_FILES = new Habits(
            1,
            ChaosLimits.LARGE_READ_BLOCKS,
            true,
            false,
            ChaosLimits.WRITE_BEHIND_BYTES,
            ChaosLimits.QUICK_PAUSE,
            ChaosLimits.QUICK_PAUSE_RANGE,
            0,
            false);

    /** What is to be stored waits for room, while files change. */
    static final Habits LATE_STORES = new Habits(
            1,
            ChaosLimits.READ_BLOCKS,
            false,
            false,
            ChaosLimits.LITTLE_WRITE_BEHIND_BYTES,
            ChaosLimits.LEAST_PAUSE,
            ChaosLimits.LEAST_PAUSE_RANGE,
            0,
            false);

    /** As {@link #FOLIOS}, with invalidations of all files. */
    static final Habits VOLUMES = new Habits(
            1,
            ChaosLimits.READ_BLOCKS,
            false,
            true,
            ChaosLimits.WRITE_BEHIND_BYTES,
            ChaosLimits.CHANGE_PAUSE,
            ChaosLimits.CHANGE_PAUSE_RANGE,
            ChaosLimits.CHANGES_PER_VOLUME,
            false);

    /** As {@link #FOLIOS}, and who waits for a change asks through somebody else whether it is done. */
    static final Habits LOOKED_UP = FOLIOS.lookingUpChanges();

    /** The same with shorter pauses between changes. */
    Habits changing(int part, int of) {
        return new Habits(
                leastBlocks,
                readBlocks,
                fromStart,
                allHaveManyFolios,
                writeBehindBytes,
                changePause.multipliedBy(part).dividedBy(of),
                changePauseRange.multipliedBy(part).dividedBy(of),
                changesPerVolume,
                looksUpChanges);
    }

    private Habits lookingUpChanges() {
        return new Habits(
                leastBlocks,
                readBlocks,
                fromStart,
                allHaveManyFolios,
                writeBehindBytes,
                changePause,
                changePauseRange,
                changesPerVolume,
                true);
    }
}
