package io.netfscache.cli.chaos.history;

/** What happened in a run, in nanoseconds of the monotonic clock, which all processes and containers of a machine share. */
public sealed interface Event {
    long at();

    /** @param operation tells the calls of this client apart */
    record Invoked(long at, String client, long operation, Call call) implements Event {}

    /** The end of the call of that number; a call that never ends has none, which is as good as {@link Answer.Unknown}. */
    record Ended(long at, String client, long operation, Answer answer) implements Event {}

    /**
     * Of the faults that the run makes; the checker does not look at it.
     *
     * @param fault its name, such as {@code kill}
     * @param target what it is done to, such as {@code node-2}
     */
    record Fault(long at, String fault, String target, Phase phase, String detail) implements Event {}

    /** How far a fault has got. */
    enum Phase {
        INJECTED,
        /** Its effect has been observed from outside. */
        EFFECTIVE,
        HEALED
    }
}
