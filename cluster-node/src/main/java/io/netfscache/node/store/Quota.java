package io.netfscache.node.store;

import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.util.concurrent.atomic.AtomicLong;

/** The size that a store may have. Bytes are reserved before they are written, so that writes at once do not exceed it. */
final class Quota {
    private final long maxBytes;
    private final SpaceLedger ledger;
    private final AtomicLong reserved = new AtomicLong();
    /** What there may be on disk while it is not counted: of earlier runs, and with what this one has written. */
    private final AtomicLong uncounted;

    /**
     * @param maxBytes of disk; 0: no limit
     * @param foundAtMost bytes of disk that earlier runs have left, at most; counts until the ledger is complete
     */
    Quota(long maxBytes, long foundAtMost, SpaceLedger ledger) {
        this.uncounted = new AtomicLong(foundAtMost);
        this.maxBytes = maxBytes;
        this.ledger = ledger;
    }

    /** @throws StoreException ENOBUFS when there is no room; what was reserved is to be {@link #release}d after the write */
    void reserve(int bytes) throws StoreException {
        long wanted = reserved.addAndGet(bytes + StoreLimits.CHUNK_OVERHEAD_BYTES);
        boolean counted = ledger.isComplete();
        long used = counted ? ledger.diskBytes() : uncounted.get();
        if (maxBytes > 0 && used > maxBytes - wanted) {
            reserved.addAndGet(-bytes - StoreLimits.CHUNK_OVERHEAD_BYTES);
            throw new StoreException(
                    ErrorCode.ENOBUFS,
                    Reason.QUOTA,
                    counted
                            ? "the cache is full: its limit is " + maxBytes
                                    + " bytes, and it drops nothing while it runs"
                            : "after an unclean stop it is being counted how much of the cache's limit of " + maxBytes
                                    + " bytes is left");
        }
    }

    void release(int bytes) {
        if (!ledger.isComplete()) {
            uncounted.addAndGet(bytes + StoreLimits.CHUNK_OVERHEAD_BYTES);
        }
        reserved.addAndGet(-bytes - StoreLimits.CHUNK_OVERHEAD_BYTES);
    }
}
