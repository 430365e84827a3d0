package io.netfscache.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is reachable in the heap of this JVM. */
final class HeapProbe {
    private static final int COLLECTIONS = 4;
    private static final long PAUSE_NANOS = 250_000_000;
    /** Lines of the histogram before its classes. */
    private static final int HEADING = 2;

    private HeapProbe() {}

    /** Bytes in use after collections with pauses between them, in which references are cleared; the least of these. */
    static long usedBytes() {
        return LongStream.range(0, COLLECTIONS)
                .map(round -> {
                    System.gc();
                    LockSupport.parkNanos(PAUSE_NANOS);
                    return ManagementFactory.getMemoryMXBean()
                            .getHeapMemoryUsage()
                            .getUsed();
                })
                .min()
                .orElseThrow();
    }

    /** The classes whose instances take most: number, instances, bytes, name. */
    static List<String> largestClasses(int count) throws JMException {
        Object text = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return String.valueOf(text).lines().skip(HEADING).limit(count).toList();
    }
}
