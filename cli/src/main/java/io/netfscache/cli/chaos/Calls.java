package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.Recorder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Takes down the calls of one client. Thread-safe. */
final class Calls {
    /** What is called; whatever comes of it is an answer. */
    interface Body {
        Answer call() throws InterruptedException;
    }

    private final String client;
    private final Recorder recorder;
    private final LongSupplier clock;
    private final AtomicLong numbers = new AtomicLong();

    Calls(String client, Recorder recorder, LongSupplier clock) {
        this.client = client;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** Takes down the beginning of the call, makes it, and takes down its end; one that is interrupted has none. */
    Answer make(Call call, Body body) throws InterruptedException {
        long number = numbers.incrementAndGet();
        recorder.add(new Event.Invoked(clock.getAsLong(), client, number, call));
        Answer answer = body.call();
        recorder.add(new Event.Ended(clock.getAsLong(), client, number, answer));
        return answer;
    }
}
