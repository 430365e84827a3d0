package io.netfscache.netfs;

import io.netfscache.Folio;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;

/**
 * A folio of bytes on the heap, for filesystems that have none of their own. Its bytes may be changed while it is not
 * {@linkplain #isFscache marked}. Waits for the mark end because writes to the cache have deadlines. Safe for use by many
 * threads.
 */
public final class HeapFolio implements Folio {
    private final long start;
    private final byte[] bytes;
    private ObjectGeneration generation;
    private boolean fscache;

    /**
     * Of zeroes.
     *
     * @param start in the file, in bytes: a multiple of 4096
     * @param length in bytes: a multiple of 4096, but at the end of the file
     * @param generation captured before the bytes are made or read
     */
    public HeapFolio(long start, int length, ObjectGeneration generation) {
        this.start = start;
        this.bytes = new byte[length];
        this.generation = generation;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public int length() {
        return bytes.length;
    }

    @Override
    public synchronized ObjectGeneration generation() {
        return generation;
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /**
     * Changes bytes of the folio.
     *
     * @param at in the folio, in bytes
     * @param from remaining bytes, which have to fit; its position moves past them
     * @throws IllegalStateException while the folio is marked: {@linkplain #awaitFscache wait} first
     */
    public synchronized void put(int at, ByteBuffer from) {
        requireUnmarked();
        from.get(bytes, at, from.remaining());
    }

    /** All its bytes are, or are going to be made, under that generation, which was captured before. */
    public synchronized void capture(ObjectGeneration captured) {
        requireUnmarked();
        generation = captured;
    }

    @Override
    public synchronized void stored(ObjectGeneration under) {
        generation = under;
    }

    @Override
    public synchronized boolean isFscache() {
        return fscache;
    }

    @Override
    public synchronized void startFscache() {
        requireUnmarked();
        fscache = true;
    }

    private void requireUnmarked() {
        if (fscache) {
            throw new IllegalStateException(this + " is being written to the cache");
        }
    }

    @Override
    public synchronized void endFscache() {
        fscache = false;
        notifyAll();
    }

    @Override
    public synchronized void awaitFscache() {
        boolean interrupted = false;
        while (fscache) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void awaitFscacheInterruptibly() throws InterruptedException {
        while (fscache) {
            wait();
        }
    }

    @Override
    public String toString() {
        return "folio [" + start + ", " + (start + bytes.length) + ")";
    }
}
