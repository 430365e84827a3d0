package io.netfscache.protocol;

/** Something of a node or a client that keeps the coherence rules, all of them except in a proof. */
public interface KeepsRules {
    /** The rules that it keeps. */
    Rules rules();

    /** The rules that {@code it} keeps: all, unless it says otherwise. */
    static Rules of(Object it) {
        return it instanceof KeepsRules keeper ? keeper.rules() : Rules.ALL;
    }
}
