package io.netfscache.cli;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** Takes the contents of a file, which may have to be read again from the beginning. */
interface RestartableChannel extends WritableByteChannel {
    /** Forgets everything that was written. */
    void restart() throws IOException;
}
