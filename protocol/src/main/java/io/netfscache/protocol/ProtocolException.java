package io.netfscache.protocol;

/** A frame that breaks the wire format. The stream is no longer in step: whoever catches this closes the connection. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
