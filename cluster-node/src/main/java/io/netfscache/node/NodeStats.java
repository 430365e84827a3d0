package io.netfscache.node;

import io.netfscache.protocol.Reason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The node's counters and gauges, by name. Counters start at 0 with the process. */
public final class NodeStats {
    /** What is counted. */
    public enum Counter {
        READS("reads", "READ frames answered with bytes"),
        READ_BYTES("readBytes", "bytes of objects sent"),
        SENDFILE_BYTES("sendfileBytes", "bytes of objects sent by sendfile"),
        READ_MISSES("readMisses", "READ frames answered ENODATA"),
        STALE("stale", "READ and WRITE frames answered ESTALE"),
        WRITES("writes", "WRITE frames whose bytes are stored"),
        VERIFICATIONS("verifications", "questions to record owners whether a generation is current"),
        VERIFICATIONS_VOID("verificationsVoid", "such answers that a fence, a new epoch or the clock made void"),
        FENCES_APPLIED("fencesApplied", "fences applied on this node"),
        FENCES_COORDINATED("fencesCoordinated", "fences that this node has carried to all others"),
        FENCE_ROUNDS_VOID("fenceRoundsVoid", "rounds of fences without a quorum in time; each had another after it"),
        LEASE_LAPSES("leaseLapses", "times that the serving lease was lost"),
        SESSION_LAPSES("sessionLapses", "fences that a session had not confirmed when its time ran out"),
        SCRUBBED_BLOCKS("scrubbedBlocks", "blocks that clients reported and that were indeed bad"),
        PROTOCOL_ERRORS("protocolErrors", "connections closed for breaking the protocol"),
        REASONS_REPORTED("reasonsReported", "times that clients reported an object as not cached, with the reason"),
        REASONS_DROPPED("reasonsDropped", "such times for which a client had no room in its report");

        private final String label;
        private final String help;

        Counter(String label, String help) {
            this.label = label;
            this.help = help;
        }
    }

    /** A figure: its name in reports, what it is, and its value now. */
    public record Figure(String name, String help, LongSupplier value) {}

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
    private final Map<Reason, LongAdder> notCached = new EnumMap<>(Reason.class);
    private final Map<String, Figure> gauges = new ConcurrentSkipListMap<>();

    public NodeStats() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
        for (Reason reason : Reason.values()) {
            notCached.put(reason, new LongAdder());
        }
    }

    /** Adds a figure that is asked for when it is reported; any thread, must not block. */
    public void gauge(String name, String help, LongSupplier value) {
        gauges.put(name, new Figure(name, help, value));
    }

    /** What only grows. */
    public List<Figure> counters() {
        return counters.entrySet().stream()
                .map(each -> new Figure(each.getKey().label, each.getKey().help, each.getValue()::sum))
                .toList();
    }

    /** What goes up and down. */
    public List<Figure> gauges() {
        return List.copyOf(gauges.values());
    }

    /** ENOBUFS answers for that reason. */
    public long notCached(Reason reason) {
        LongAdder adder = notCached.get(reason);
        return adder == null ? 0 : adder.sum();
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
        gauges.forEach((name, gauge) -> report.put(name, gauge.value().getAsLong()));
        return report;
    }
}
