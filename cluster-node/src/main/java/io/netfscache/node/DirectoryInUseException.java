package io.netfscache.node;

import java.io.IOException;

/** A data directory that another node, of this or another process, has locked. */
public final class DirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    DirectoryInUseException(String message) {
        super(message);
    }
}
