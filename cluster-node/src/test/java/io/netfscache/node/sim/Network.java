package io.netfscache.node.sim;

import io.netfscache.node.NodeException;
import io.netfscache.protocol.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Everybody's way to everybody: messages take their time, overtake each other, arrive twice or never. Who asks waits until
 * a time-out, or learns at once that the connection has broken.
 */
final class Network {
    /** How the network does at the moment. */
    record Weather(double loss, double duplicates, double slow, long slowNanos) {
        static final Weather FINE = new Weather(0, 0, 0, 0);
    }

    private record Way(SimProcess from, SimProcess to) {}

    private static final long FASTEST = 100_000;
    private static final long USUAL = 2_000_000;
    private static final double REFUSED = 0.5;

    private final Scheduler scheduler;
    private final Set<Way> cuts = new HashSet<>();
    /** Messages that are kept back on a way, until they are let go. */
    private final Map<Way, Deque<Runnable>> held = new HashMap<>();

    private final Set<Way> fenceCuts = new HashSet<>();
    private final Map<Way, Deque<Runnable>> heldFences = new HashMap<>();
    private Weather weather = Weather.FINE;

    Network(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void weather(Weather next) {
        weather = next;
    }

    void cut(SimProcess from, SimProcess to) {
        cuts.add(new Way(from, to));
    }

    void mend(SimProcess from, SimProcess to) {
        cuts.remove(new Way(from, to));
    }

    /** Messages wait on this way from now on. */
    void hold(SimProcess from, SimProcess to) {
        held.put(new Way(from, to), new ArrayDeque<>());
    }

    /** What waits goes on, the latest first. */
    void release(SimProcess from, SimProcess to) {
        Deque<Runnable> waiting = held.remove(new Way(from, to));
        for (int i = 1; waiting != null && !waiting.isEmpty(); i++) {
            scheduler.after(i * USUAL, waiting.removeLast());
        }
    }

    /** Fences, and nothing else, are lost on this way. */
    void loseFences(SimProcess from, SimProcess to) {
        fenceCuts.add(new Way(from, to));
    }

    void holdFences(SimProcess from, SimProcess to) {
        heldFences.put(new Way(from, to), new ArrayDeque<>());
    }

    void releaseFences(SimProcess from, SimProcess to) {
        Deque<Runnable> waiting = heldFences.remove(new Way(from, to));
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    /** As {@link #ask}, for a fence. */
    <T> CompletableFuture<T> fence(
            SimProcess from, SimProcess to, long timeoutNanos, Supplier<? extends CompletionStage<T>> question) {
        Way way = new Way(from, to);
        Deque<Runnable> waiting = heldFences.get(way);
        if (waiting == null && !fenceCuts.contains(way)) {
            return ask(from, to, timeoutNanos, question);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        from.after(timeoutNanos, () -> answer.completeExceptionally(NodeException.notCached(Reason.DEADLINE)));
        if (waiting != null) {
            waiting.addLast(() ->
                    ask(from, to, timeoutNanos, question).whenComplete((value, error) -> settle(answer, value, error)));
        }
        return answer;
    }

    boolean isOpen(SimProcess from, SimProcess to) {
        return from == to || !cuts.contains(new Way(from, to));
    }

    boolean connects(SimProcess one, SimProcess other) {
        return isOpen(one, other) && isOpen(other, one);
    }

    long delay() {
        return scheduler.chance(weather.slow)
                ? scheduler.between(USUAL, weather.slowNanos)
                : scheduler.between(FASTEST, USUAL);
    }

    /** One message; whether it arrives nobody learns. */
    void send(SimProcess from, SimProcess to, Runnable arrival) {
        if (!isOpen(from, to) || scheduler.chance(weather.loss)) {
            return;
        }
        long life = to.life();
        Deque<Runnable> waiting = held.get(new Way(from, to));
        if (waiting != null) {
            waiting.addLast(() -> to.run(life, arrival));
            return;
        }
        scheduler.after(delay(), () -> to.run(life, arrival));
        if (scheduler.chance(weather.duplicates)) {
            scheduler.after(delay(), () -> to.run(life, arrival));
        }
    }

    /** Asks and waits for the answer. A process asks itself without the network. */
    <T> CompletableFuture<T> ask(
            SimProcess from, SimProcess to, long timeoutNanos, Supplier<? extends CompletionStage<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        from.after(timeoutNanos, () -> answer.completeExceptionally(NodeException.notCached(Reason.DEADLINE)));
        if (from == to) {
            from.after(0, () -> safely(question).whenComplete((value, error) -> settle(answer, value, error)));
            return answer;
        }
        if (!to.isUp() && scheduler.chance(REFUSED)) {
            from.after(USUAL, () -> answer.completeExceptionally(NodeException.notCached(Reason.NO_NODES)));
        }
        send(
                from,
                to,
                () -> safely(question)
                        .whenComplete((value, error) -> send(to, from, () -> settle(answer, value, error))));
        return answer;
    }

    private static <T> CompletionStage<T> safely(Supplier<? extends CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static <T> void settle(CompletableFuture<T> answer, T value, Throwable error) {
        if (error == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(NodeException.unwrap(error));
        }
    }
}
