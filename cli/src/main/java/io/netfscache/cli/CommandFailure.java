package io.netfscache.cli;

/** A command could not do what it was asked to; the message says what, why and what to do. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }
}
