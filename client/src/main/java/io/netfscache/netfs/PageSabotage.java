package io.netfscache.netfs;

/**
 * The rules of {@link PageRules} that a test can switch off, one by one, to see that its checker finds what they prevent. Not
 * part of the API.
 */
enum PageSabotage {
    /** A file that is cut off keeps the bytes behind its new end in its last block, and shows them when it grows again. */
    TAIL_AFTER_SHRINK,
    /** What lies between the old end and a write beyond it is not filled with zeroes, but with what was there. */
    HOLE_AT_END,
    /** Pages are stored under the generation that is current at the cache write, not the one captured with them. */
    STALE_GENERATION_ON_WRITE,
    /** The last block of a contiguous range is not written to the origin when the range does not end at a block's end. */
    LOST_LAST_BLOCK,
    /** The size of before is told to the cache after the file has grown. */
    WRONG_END_OF_FILE,
    /** Pages stay clean in name only: the write-back mark of a page that was changed meanwhile takes that change with it. */
    MARK_NOT_CLEARED
}
