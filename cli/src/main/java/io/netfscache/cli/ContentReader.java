package io.netfscache.cli;

import io.netfscache.netfs.NetfsFile;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Reads whole files into channels, through one buffer that it uses again and again. For use by one thread. */
public final class ContentReader {
    private final ByteBuffer buffer = ByteBuffer.allocate(CliLimits.BUFFER_BYTES);

    /**
     * Reads {@code file} to its end; how many bytes that were.
     *
     * @throws ContentChangedException when the file changed on the way: what was written is the beginning of an older
     *     version
     */
    long copy(NetfsFile file, WritableByteChannel to) throws IOException {
        long position = 0;
        OriginAttributes version = file.version();
        while (true) {
            buffer.clear();
            int bytes = file.read(position, buffer);
            if (position > 0 && !file.version().equals(version)) {
                throw new ContentChangedException(position);
            }
            version = file.version();
            if (bytes <= 0) {
                return position;
            }
            buffer.flip();
            position += bytes;
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        }
    }

    /**
     * Reads {@code file} to its end, and again from its beginning when it changes on the way, so that all bytes are of
     * one version; how many bytes that were.
     *
     * @throws IOException when it keeps changing
     */
    public long copyOneVersion(NetfsFile file, RestartableChannel to) throws IOException {
        for (int restarts = 0; true; restarts++) {
            try {
                return copy(file, to);
            } catch (ContentChangedException e) {
                if (restarts == CliLimits.MAX_RESTARTS) {
                    throw new IOException(
                            "the file changed each of the " + (restarts + 1)
                                    + " times that it was read; read it when nobody writes to it",
                            e);
                }
                to.restart();
            }
        }
    }
}
