package io.netfscache.protocol;

import java.util.EnumSet;
import java.util.Set;

/** The coherence rules that are kept: all, except in a proof that breaks some on purpose. Immutable. */
public final class Rules {
    /** Every rule is kept. */
    public static final Rules ALL = new Rules(Set.of());

    private final Set<Sabotage> broken;

    private Rules(Set<Sabotage> broken) {
        this.broken = broken;
    }

    public static Rules without(Sabotage... broken) {
        Set<Sabotage> set = EnumSet.noneOf(Sabotage.class);
        set.addAll(Set.of(broken));
        return new Rules(set);
    }

    /** Whether the rule is broken on purpose. */
    public boolean broken(Sabotage rule) {
        return broken.contains(rule);
    }
}
