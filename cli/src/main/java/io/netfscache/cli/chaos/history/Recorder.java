package io.netfscache.cli.chaos.history;

/** Takes down what happens, from any thread. */
@FunctionalInterface
public interface Recorder {
    /**
     * Takes down an event, in the order of the caller: a call before it is made, its end after it has ended.
     *
     * @throws java.io.UncheckedIOException when it cannot be kept; a run with a gap in its history proves nothing
     */
    void add(Event event);
}
