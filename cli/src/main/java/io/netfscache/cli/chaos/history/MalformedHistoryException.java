package io.netfscache.cli.chaos.history;

/** A history that no run can have: whoever took it down is wrong, and nothing can be said of what it tells. */
public final class MalformedHistoryException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient Event event;

    MalformedHistoryException(Event event, String problem) {
        super("malformed history: %s: %s".formatted(problem, EventFormat.write(event)));
        this.event = event;
    }

    /** The first event that cannot be. */
    public Event event() {
        return event;
    }
}
