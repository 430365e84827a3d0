package io.netfscache.node;

import io.netfscache.protocol.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The node's counters and gauges, by name. Counters start at 0 with the process. */
public final class NodeStats {
    /** What is counted. */
    public enum Counter {
        /** READ frames answered with bytes. */
        READS("reads"),
        /** Bytes of objects sent. */
        READ_BYTES("readBytes"),
        /** Those of them that went by sendfile. */
        SENDFILE_BYTES("sendfileBytes"),
        /** READ frames answered ENODATA. */
        READ_MISSES("readMisses"),
        /** READ and WRITE frames answered ESTALE. */
        STALE("stale"),
        WRITES("writes"),
        /** Questions to record owners whether a generation is current. */
        VERIFICATIONS("verifications"),
        /** Answers of them that a fence, a new epoch or the clock made void. */
        VERIFICATIONS_VOID("verificationsVoid"),
        FENCES_APPLIED("fencesApplied"),
        FENCES_COORDINATED("fencesCoordinated"),
        /** Rounds of fences without a quorum in time; each was followed by another. */
        FENCE_ROUNDS_VOID("fenceRoundsVoid"),
        /** Times the serving lease was lost. */
        LEASE_LAPSES("leaseLapses"),
        /** Sessions that ran out before they confirmed a fence. */
        SESSION_LAPSES("sessionLapses"),
        /** Blocks that clients reported and that were indeed bad. */
        SCRUBBED_BLOCKS("scrubbedBlocks"),
        /** Connections closed for breaking the protocol. */
        PROTOCOL_ERRORS("protocolErrors");

        private final String label;

        Counter(String label) {
            this.label = label;
        }
    }

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
    private final Map<Reason, LongAdder> notCached = new EnumMap<>(Reason.class);
    private final Map<String, LongSupplier> gauges = new TreeMap<>();

    public NodeStats() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
        for (Reason reason : Reason.values()) {
            notCached.put(reason, new LongAdder());
        }
    }

    /** Adds a figure that is asked for when it is reported; only while the node is put together. */
    public void gauge(String name, LongSupplier value) {
        gauges.put(name, value);
    }

    public void count(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long amount) {
        LongAdder adder = counters.get(counter);
        if (adder != null) {
            adder.add(amount);
        }
    }

    /** Counts an ENOBUFS. */
    public void countNotCached(Reason reason) {
        LongAdder adder = notCached.get(reason);
        if (adder != null) {
            adder.increment();
        }
    }

    /** All figures; reasons only when they occurred. */
    public Map<String, Long> report() {
        Map<String, Long> report = new TreeMap<>();
        counters.forEach((counter, value) -> report.put(counter.label, value.sum()));
        notCached.forEach((reason, value) -> {
            if (value.sum() > 0) {
                report.put("notCached." + reason, value.sum());
            }
        });
        gauges.forEach((name, value) -> report.put(name, value.getAsLong()));
        return report;
    }
}
