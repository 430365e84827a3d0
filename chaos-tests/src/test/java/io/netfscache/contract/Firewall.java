package io.netfscache.contract;

import io.netfscache.protocol.FrameType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Rules for what passes the {@link Gate}s. A rule names a client by the principal of its HELLO. What is held keeps its
 * order: from the first frame that a rule names, everything that follows it on the connection waits too, as behind a
 * firewall that drops packets. Safe for use by many threads.
 */
final class Firewall {
    /** Which way a frame goes. */
    enum Way {
        TO_NODE,
        TO_CLIENT
    }

    /** A frame in a gate. */
    record Passing(Gate gate, String principal, Way way, FrameType type) {}

    /** Something that is in force until it is closed. */
    final class Rule implements AutoCloseable {
        private final Predicate<Passing> holds;
        private final boolean cuts;
        private int caught;

        private Rule(Predicate<Passing> holds, boolean cuts) {
            this.holds = holds;
            this.cuts = cuts;
        }

        /** Connections on which something waits, or frames that were the end of a connection. */
        int caught() {
            synchronized (Firewall.this) {
                return caught;
            }
        }

        /** What was held goes on its way. Idempotent. */
        @Override
        public void close() {
            remove(this);
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    /** Holds frames of these types that go that way from or to the client, at all gates. */
    Rule hold(String principal, Way way, FrameType first, FrameType... more) {
        Set<FrameType> types = EnumSet.of(first, more);
        return add(new Rule(
                frame -> frame.principal().equals(principal) && frame.way() == way && types.contains(frame.type()),
                false));
    }

    /** As {@link #hold(String, Way, FrameType, FrameType...)}, at one gate. */
    Rule hold(Gate gate, String principal, Way way, FrameType first, FrameType... more) {
        Set<FrameType> types = EnumSet.of(first, more);
        return add(new Rule(
                frame -> frame.gate() == gate
                        && frame.principal().equals(principal)
                        && frame.way() == way
                        && types.contains(frame.type()),
                false));
    }

    /** Ends the client's connections to all nodes, each at its next frame, of which there are two a second; lets no new one in. */
    Rule cut(String principal) {
        return add(new Rule(frame -> frame.principal().equals(principal), true));
    }

    /** As {@link #cut(String)}, at one gate. */
    Rule cut(Gate gate, String principal) {
        return add(new Rule(frame -> frame.gate() == gate && frame.principal().equals(principal), true));
    }

    private synchronized Rule add(Rule rule) {
        rules.add(rule);
        notifyAll();
        return rule;
    }

    private synchronized void remove(Rule rule) {
        rules.remove(rule);
        notifyAll();
    }

    /** Lets everything through. */
    synchronized void open() {
        rules.clear();
        notifyAll();
    }

    /** Waits as long as the frame is held; whether it may pass. False when it is cut, or its connection {@code ended} meanwhile. */
    synchronized boolean pass(Passing frame, Ended ended) throws InterruptedException {
        Rule counted = null;
        while (true) {
            Rule rule = first(frame);
            if (rule != null && rule != counted) {
                rule.caught++;
                counted = rule;
            }
            if (ended.isEnded() || (rule != null && rule.cuts)) {
                return false;
            }
            if (rule == null) {
                return true;
            }
            wait();
        }
    }

    private @org.jspecify.annotations.Nullable Rule first(Passing frame) {
        return rules.stream().filter(rule -> rule.holds.test(frame)).findFirst().orElse(null);
    }

    /** Whether a connection is over. */
    @FunctionalInterface
    interface Ended {
        boolean isEnded();
    }

    /** A connection has ended: what waits on it need not. */
    synchronized void ended() {
        notifyAll();
    }
}
