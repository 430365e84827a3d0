package io.netfscache.cli.chaos.cluster;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * By how much a figure of a node has grown since a fault began. When the node did not tell it before the fault, nothing
 * that is seen of it later proves anything: it may be as old as the node.
 */
final class Rise {
    private final String figure;
    private final Supplier<OptionalLong> source;
    private final OptionalLong before;

    /** Asks for it now, some times if need be. */
    Rise(String figure, Supplier<OptionalLong> source) {
        this.figure = figure;
        this.source = source;
        OptionalLong first = source.get();
        for (int i = 1; first.isEmpty() && i < ClusterLimits.FIGURE_ATTEMPTS; i++) {
            first = source.get();
        }
        this.before = first;
    }

    static Rise of(Node node, String figure) {
        return new Rise(figure, () -> node.stat(figure));
    }

    /** Asks again; 0 also when it is not known, before or now. */
    long now() {
        if (before.isEmpty()) {
            return 0;
        }
        OptionalLong now = source.get();
        return now.isPresent() ? now.getAsLong() - before.getAsLong() : 0;
    }

    boolean isKnown() {
        return before.isPresent();
    }

    /** Why nothing is known of it. */
    String unknown() {
        return "its admin port did not tell " + figure
                + " before the fault, so nothing that came later proves anything";
    }
}
