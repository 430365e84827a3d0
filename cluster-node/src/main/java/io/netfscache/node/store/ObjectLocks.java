package io.netfscache.node.store;

import java.util.concurrent.locks.ReentrantLock;

/** One lock per object, in stripes. Held for changes of maps and headers, not while bytes are read or written. */
final class ObjectLocks {
    private final ReentrantLock[] stripes = new ReentrantLock[StoreLimits.LOCK_STRIPES];

    ObjectLocks() {
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    ReentrantLock of(ChunkName name) {
        return stripes[Math.floorMod(name.objectHash(), stripes.length)];
    }

    /** Waits until nobody else holds any. */
    void lockAll() {
        for (ReentrantLock stripe : stripes) {
            stripe.lock();
        }
    }

    void unlockAll() {
        for (ReentrantLock stripe : stripes) {
            stripe.unlock();
        }
    }
}
