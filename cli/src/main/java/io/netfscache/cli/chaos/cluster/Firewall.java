package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Stands before every port of every node, in this process, so that nobody needs rights over the network. A cut is what it
 * is in a network: nothing passes in that direction and nobody is told; connections that are open stay open, what was sent
 * arrives after the cut, in order; no new connection can be made in either direction, because that takes an answer. Any
 * thread; its work is done by one event loop.
 */
public final class Firewall implements AutoCloseable {
    /** Nothing gets from one to the other until the rule is lifted. */
    public Rule cut(String from, String to) {
        return cut(Set.of(from), Set.of(to));
    }

    /** Nothing gets from any of the ones to any of the others until the rule is lifted. */
    public Rule cut(Set<String> from, Set<String> to) {
        return add(new Rule.Cut(from, to));
    }

    /** Nothing gets from one to the other or back. */
    public Rule cutBoth(String one, String other) {
        return partition(List.of(Set.of(one), Set.of(other)));
    }

    /** Nothing gets to the endpoint or comes from it. */
    public Rule isolate(String endpoint) {
        return add(new Rule.Isolation(endpoint));
    }

    /** Nothing gets from one side to another. Endpoints that are on no side, a client's for instance, reach all. */
    public Rule partition(List<Set<String>> sides) {
        return add(new Rule.Partition(sides));
    }

    /** What goes from one to the other takes that much longer, and no more than so many bytes a second get through. */
    public Rule slow(String from, String to, Duration delay, long bytesPerSecond) {
        return add(new Rule.Slow(from, to, delay, bytesPerSecond));
    }

    private Rule add(Rule rule) {
        throw new UnsupportedOperationException("to come: " + rule);
    }

    /** Takes back one rule; what it held goes on. Nothing when it is not in force. */
    public void lift(Rule rule) {
        throw new UnsupportedOperationException("to come: " + rule);
    }

    /** Takes back all rules. */
    public void heal() {
        throw new UnsupportedOperationException("to come");
    }

    /** What went one way. */
    public Traffic traffic(String from, String to) {
        return traffic((sender, receiver) -> sender.equals(from) && receiver.equals(to));
    }

    /** What went all the ways from a sender to a receiver that {@code which} is true for. */
    public Traffic traffic(BiPredicate<String, String> which) {
        throw new UnsupportedOperationException("to come: " + which);
    }

    /** Connections that were refused because it is not known who asked for them, in words; there should be none. */
    public List<String> refused() {
        throw new UnsupportedOperationException("to come");
    }

    /** Ends all connections. */
    @Override
    public void close() {}
}
