package io.netfscache.node.store;

import java.util.concurrent.atomic.LongAdder;

/** What a store has done since it was opened. */
final class StoreCounters {
    final LongAdder opens = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder corruptBlocksDropped = new LongAdder();
    final LongAdder headersDropped = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder bytesWritten = new LongAdder();
}
