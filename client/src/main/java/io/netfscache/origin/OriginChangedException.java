package io.netfscache.origin;

import java.io.IOException;

/** The file changed at the origin between the look at its coherency data and the read of its bytes. */
public final class OriginChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    public OriginChangedException(String message) {
        super(message);
    }
}
