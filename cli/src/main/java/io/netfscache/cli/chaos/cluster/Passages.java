package io.netfscache.cli.chaos.cluster;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules in force, together. Immutable. */
record Passages(List<Rule> rules) {
    static final Passages OPEN = new Passages(List.of());

    Passages {
        rules = List.copyOf(rules);
    }

    Passages with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new Passages(more);
    }

    /** Without that rule; of several that are equal one less. */
    Passages without(Rule rule) {
        List<Rule> fewer = new ArrayList<>(rules);
        fewer.remove(rule);
        return new Passages(fewer);
    }

    /** Whether nothing gets from one endpoint to the other. */
    boolean cut(String from, String to) {
        return rules.stream().anyMatch(rule -> rule.cuts(from, to));
    }

    /** Whether nothing of Hazelcast gets from one endpoint to the other. */
    boolean cutsMembers(String from, String to) {
        return rules.stream().anyMatch(rule -> rule.ofMembers() && rule.cuts(from, to));
    }

    /** Whether connections between the two are reset. */
    boolean refuses(String from, String to) {
        return rules.stream().anyMatch(rule -> rule.refuses() && rule.cuts(from, to));
    }

    /** Whether a connection can be made: that takes a way there and a way back. */
    boolean connects(String from, String to) {
        return !cut(from, to) && !cut(to, from);
    }

    /** The slowest rule for what goes from one to the other; null for none. */
    Rule.@Nullable Slow slow(String from, String to) {
        Rule.Slow slowest = null;
        for (Rule rule : rules) {
            if (rule instanceof Rule.Slow slow
                    && slow.from().equals(from)
                    && slow.to().equals(to)
                    && (slowest == null || slow.delay().compareTo(slowest.delay()) > 0)) {
                slowest = slow;
            }
        }
        return slowest;
    }
}
