package io.netfscache.node.net;

import java.util.concurrent.Semaphore;

/** Room for large frames, shared by all connections, which can be made larger or smaller while it is in use. */
public final class LargeFrames extends Semaphore {
    private static final long serialVersionUID = 1L;

    private int size;

    public LargeFrames(int size) {
        super(size);
        this.size = size;
    }

    /** Frames that are on their way in are not disturbed: with less room than they take up, the next waits for them. */
    public synchronized void resize(int to) {
        if (to > size) {
            release(to - size);
        } else {
            reducePermits(size - to);
        }
        size = to;
    }
}
