package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.List;

/** Events that are kept in memory. Thread-safe. */
public final class Recording implements Recorder {
    private final List<Event> events = new ArrayList<>();

    @Override
    public synchronized void add(Event event) {
        events.add(event);
    }

    /** What has been taken down so far. */
    public synchronized History history() {
        return History.of(events);
    }
}
