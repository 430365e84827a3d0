package io.netfscache.node;

import io.netfscache.node.store.BackingStore;
import io.netfscache.protocol.Rules;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What a proof may do to a node from within: break rules, disks and clocks. No configuration leads here.
 *
 * @param rules that the node keeps
 * @param store what becomes of each store that it opens; the result is closed in its place
 * @param nanos its monotonic clock, by which it measures leases
 * @param wallMillis its clock of the day, in milliseconds since 1970
 */
public record Tampering(Rules rules, UnaryOperator<BackingStore> store, LongSupplier nanos, LongSupplier wallMillis) {
    /** Nothing: a node as everybody runs it. */
    public static Tampering none() {
        Wiring wiring = new Wiring();
        return new Tampering(Rules.ALL, store -> store, wiring.nanoClock(), wiring.wallMillis());
    }

    /** The same with another store. */
    public Tampering with(UnaryOperator<BackingStore> other) {
        return new Tampering(rules, other, nanos, wallMillis);
    }
}
