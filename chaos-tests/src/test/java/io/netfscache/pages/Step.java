package io.netfscache.pages;

/** What a client may do next, and how often it does. */
enum Step {
    /** Goes on where its last read ended. */
    READ_ON(170),
    READ_ANYWHERE(300),
    READ_AT_THE_END(25),
    READ_WHOLE(20),
    READ_UNBUFFERED(8),
    WRITE_BLOCKS(45),
    WRITE(75),
    WRITE_BEYOND_THE_END(25),
    WRITE_THROUGH(8),
    WRITE_UNBUFFERED(1),
    CUT_OFF(20),
    EXTEND(12),
    PUNCH(20),
    DROP_FOLIOS(120),
    SYNC(20),
    /** Closes the file and opens it again. */
    REOPEN(20),
    /** Gives all files and their cookies back and takes them again. */
    REMOUNT(2),
    /** From now on both clients write, each in its part of the file. */
    BEGIN_TOGETHER(8);

    final int weight;

    Step(int weight) {
        this.weight = weight;
    }
}
