package io.netfscache.cli.chaos.cluster;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One direction between two endpoints: what the rules say of it, and what has gone it. Belongs to the firewall's event loop. */
final class Way {
    private final String from;
    private final String to;
    private final boolean members;
    private final Supplier<Passages> passages;
    private final LongSupplier nanoClock;
    private long passedBytes;
    private long heldBytes;
    private long delayedBytes;
    private long heldConnections;

    /** @param members whether it is of Hazelcast, and not of the data ports */
    Way(String from, String to, boolean members, Supplier<Passages> passages, LongSupplier nanoClock) {
        this.from = from;
        this.to = to;
        this.members = members;
        this.passages = passages;
        this.nanoClock = nanoClock;
    }

    String from() {
        return from;
    }

    String to() {
        return to;
    }

    boolean isCut() {
        return members ? passages.get().cutsMembers(from, to) : passages.get().cut(from, to);
    }

    boolean isRefused() {
        return passages.get().refuses(from, to);
    }

    Rule.@Nullable Slow slow() {
        return passages.get().slow(from, to);
    }

    long now() {
        return nanoClock.getAsLong();
    }

    void passed(int bytes) {
        passedBytes += bytes;
    }

    void held(int bytes) {
        heldBytes += bytes;
    }

    void delayed(int bytes) {
        delayedBytes += bytes;
    }

    void heldConnection() {
        heldConnections++;
    }

    Traffic traffic() {
        return new Traffic(passedBytes, heldBytes, delayedBytes, heldConnections);
    }
}
