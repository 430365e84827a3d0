package io.netfscache.node.store;

import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.util.concurrent.atomic.AtomicLong;

/** The size that a store may have. Bytes are reserved before they are written, so that writes at once do not exceed it. */
final class Quota {
    private final long maxBytes;
    private final SpaceLedger ledger;
    private final AtomicLong reserved = new AtomicLong();

    /** @param maxBytes of disk; 0: no limit */
    Quota(long maxBytes, SpaceLedger ledger) {
        this.maxBytes = maxBytes;
        this.ledger = ledger;
    }

    /** @throws StoreException ENOBUFS when there is no room; what was reserved is to be {@link #release}d after the write */
    void reserve(int bytes) throws StoreException {
        long wanted = reserved.addAndGet(bytes + StoreLimits.CHUNK_OVERHEAD_BYTES);
        if (maxBytes > 0 && ledger.diskBytes() + wanted > maxBytes) {
            release(bytes);
            throw new StoreException(
                    ErrorCode.ENOBUFS,
                    Reason.QUOTA,
                    "the cache is full: its limit is " + maxBytes + " bytes, and it drops nothing while it runs");
        }
    }

    void release(int bytes) {
        reserved.addAndGet(-bytes - StoreLimits.CHUNK_OVERHEAD_BYTES);
    }
}
