package io.netfscache.contract;

import io.netfscache.protocol.FrameType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    /** What becomes of a frame. */
    enum Verdict {
        PASSES,
        /** It goes on its way later, when its rule is closed. */
        SET_ASIDE,
        /** It is the end of its connection. */
        CUT
    }

    private enum Effect {
        HOLD,
        SET_ASIDE,
        CUT,
        COUNT
    }

    /** A frame in a gate. {@code later} sends it, for a frame that is set aside. */
    record Passing(Gate gate, String principal, Way way, FrameType type, Runnable later) {}

    /** Something that is in force until it is closed. */
    final class Rule implements AutoCloseable {
        private final Predicate<Passing> about;
        private final Effect effect;
        private final List<Passing> aside = new ArrayList<>();
        private int caught;

        private Rule(Predicate<Passing> about, Effect effect) {
            this.about = about;
            this.effect = effect;
        }

        /** Frames that the rule was about; of those that are held only the first of each connection. */
        int caught() {
            synchronized (Firewall.this) {
                return caught;
            }
        }

        /** What was held goes on its way. Idempotent. */
        @Override
        public void close() {
            remove(this).forEach(frame -> frame.later().run());
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    /** Holds frames of these types that go that way from or to the client, at all gates. */
    Rule hold(String principal, Way way, FrameType first, FrameType... more) {
        return add(about(principal, way, EnumSet.of(first, more)), Effect.HOLD);
    }

    /** As {@link #hold(String, Way, FrameType, FrameType...)}, at one gate. */
    Rule hold(Gate gate, String principal, Way way, FrameType first, FrameType... more) {
        Predicate<Passing> atGate = frame -> frame.gate() == gate;
        return add(atGate.and(about(principal, way, EnumSet.of(first, more))), Effect.HOLD);
    }

    /** Keeps such frames back, but not those that follow: only for frames whose order means nothing. */
    Rule setAside(String principal, Way way, FrameType type) {
        return add(about(principal, way, Set.of(type)), Effect.SET_ASIDE);
    }

    /** Counts frames and lets them pass. */
    Rule watch(String principal, Way way, FrameType type) {
        return add(about(principal, way, Set.of(type)), Effect.COUNT);
    }

    /** Ends the client's connections to all nodes, each at its next frame, of which there are two a second; lets no new one in. */
    Rule cut(String principal) {
        return add(frame -> frame.principal().equals(principal), Effect.CUT);
    }

    /** As {@link #cut(String)}, at one gate. */
    Rule cut(Gate gate, String principal) {
        return add(frame -> frame.gate() == gate && frame.principal().equals(principal), Effect.CUT);
    }

    private static Predicate<Passing> about(String principal, Way way, Set<FrameType> types) {
        return frame -> frame.way() == way
                && types.contains(frame.type())
                && frame.principal().equals(principal);
    }

    private synchronized Rule add(Predicate<Passing> about, Effect effect) {
        Rule rule = new Rule(about, effect);
        rules.add(rule);
        notifyAll();
        return rule;
    }

    private synchronized List<Passing> remove(Rule rule) {
        rules.remove(rule);
        notifyAll();
        List<Passing> aside = List.copyOf(rule.aside);
        rule.aside.clear();
        return aside;
    }

    /** Lets everything through. */
    void open() {
        List<Rule> all;
        synchronized (this) {
            all = List.copyOf(rules);
        }
        all.forEach(Rule::close);
    }

    /** What becomes of the frame; waits as long as it is held, or until its connection has {@code ended}. */
    synchronized Verdict pass(Passing frame, BooleanSupplier ended) throws InterruptedException {
        count(frame);
        Rule counted = null;
        while (true) {
            Rule rule = first(frame);
            if (rule != null && rule != counted) {
                rule.caught++;
                counted = rule;
            }
            if (ended.getAsBoolean() || (rule != null && rule.effect == Effect.CUT)) {
                return Verdict.CUT;
            }
            if (rule == null) {
                return Verdict.PASSES;
            }
            if (rule.effect == Effect.SET_ASIDE) {
                rule.aside.add(frame);
                return Verdict.SET_ASIDE;
            }
            wait();
        }
    }

    private void count(Passing frame) {
        rules.stream()
                .filter(rule -> rule.effect == Effect.COUNT && rule.about.test(frame))
                .forEach(rule -> rule.caught++);
    }

    private @Nullable Rule first(Passing frame) {
        return rules.stream()
                .filter(rule -> rule.effect != Effect.COUNT && rule.about.test(frame))
                .findFirst()
                .orElse(null);
    }

    /** A connection has ended: what waits on it need not. */
    synchronized void ended() {
        notifyAll();
    }
}
