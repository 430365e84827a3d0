package io.netfscache.node.journal;

import java.io.IOException;

/** Data of a newer release, which this one must not touch. */
public final class NewerFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what is newer, and what this release knows */
    public NewerFormatException(String what) {
        super(what + "; use that release, or another directory");
    }
}
