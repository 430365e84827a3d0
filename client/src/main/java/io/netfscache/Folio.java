package io.netfscache;

import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;

/**
 * A piece of a file in the memory of a filesystem (struct folio), as far as {@link Cookie#writeToCache} is concerned with
 * it. Safe for use by many threads.
 *
 * <p>The <b>fscache mark</b> (PG_fscache) says that the folio is being written to the cache: while it is set the bytes do not
 * change, and there is no second such write of the folio.
 */
public interface Folio {
    /** Where it begins in the file, in bytes: a multiple of 4096. */
    long start();

    /** Its length in bytes: a multiple of 4096, but at the end of the file. */
    int length();

    /**
     * The generation that was captured before its bytes were made or read (COHERENCE 5.5): under that they may be stored.
     * {@link ObjectGeneration#NONE}: never stored.
     */
    ObjectGeneration generation();

    /** Its {@link #length} bytes, read-only, from position 0 on; they stay as they are while the folio is marked. */
    ByteBuffer bytes();

    /** Whether it is being written to the cache. */
    boolean isFscache();

    /**
     * Sets the mark (set_page_fscache).
     *
     * @throws IllegalStateException when it is set: {@linkplain #awaitFscache wait} for it first
     */
    void startFscache();

    /**
     * Its bytes have been written to the cache and are those of that generation: what is to be {@linkplain #generation
     * captured} before it becomes dirty again, if nothing else changes them. Told before the mark goes.
     */
    default void stored(ObjectGeneration generation) {}

    /** Takes the mark away (end_page_fscache) and wakes who waits for that; nothing when it is not set. */
    void endFscache();

    /**
     * Waits until it is not marked (wait_on_page_fscache), through interrupts, which are kept for later. A write to the cache
     * has deadlines, so this ends.
     */
    void awaitFscache();

    /** As {@link #awaitFscache}, but an interrupt ends the wait (wait_on_page_fscache_killable). */
    void awaitFscacheInterruptibly() throws InterruptedException;
}
