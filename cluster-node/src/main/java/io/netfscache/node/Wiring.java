package io.netfscache.node;

import java.security.SecureRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Where a node's clocks, random numbers and threads come from; everything else is given them. */
final class Wiring {
    private final SecureRandom random = new SecureRandom();

    LongSupplier nanoClock() {
        return System::nanoTime;
    }

    LongSupplier wallMillis() {
        return System::currentTimeMillis;
    }

    /** Safe for use by many threads. */
    SecureRandom random() {
        return random;
    }

    /** Daemon threads, numbered. */
    static ThreadFactory threads(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
