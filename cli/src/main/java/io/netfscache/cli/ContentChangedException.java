package io.netfscache.cli;

import java.io.IOException;

/** A file changed while it was read: what was read of it so far is of an older version than the rest. */
final class ContentChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long position;

    ContentChangedException(long position) {
        super("the file changed while it was read, after " + position + " bytes");
        this.position = position;
    }

    /** Bytes of the older version. */
    long position() {
        return position;
    }
}
