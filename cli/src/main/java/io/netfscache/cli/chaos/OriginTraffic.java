package io.netfscache.cli.chaos;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one client has asked of the origin.
 *
 * @param requests of any kind
 * @param bodies GET requests that were answered with bytes
 * @param bytes of these bodies
 */
record OriginTraffic(long requests, long bodies, long bytes) {
    static final OriginTraffic NONE = new OriginTraffic(0, 0, 0);

    OriginTraffic plus(OriginTraffic other) {
        return new OriginTraffic(requests + other.requests, bodies + other.bodies, bytes + other.bytes);
    }

    /** Thread-safe. */
    static final class Counter {
        private final AtomicLong requests = new AtomicLong();
        private final AtomicLong bodies = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        void request() {
            requests.incrementAndGet();
        }

        void body(int length) {
            bodies.incrementAndGet();
            bytes.addAndGet(length);
        }

        OriginTraffic snapshot() {
            return new OriginTraffic(requests.get(), bodies.get(), bytes.get());
        }
    }
}
