package io.netfscache.cli;

import io.netfscache.netfs.NetfsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Reads whole files into channels, through one buffer that it uses again and again. For use by one thread. */
public final class ContentReader {
    private final ByteBuffer buffer = ByteBuffer.allocate(CliLimits.BUFFER_BYTES);

    /** Reads {@code file} to its end; how many bytes that were. */
    public long copy(NetfsFile file, WritableByteChannel to) throws IOException {
        long position = 0;
        while (true) {
            buffer.clear();
            if (file.read(position, buffer) <= 0) {
                return position;
            }
            buffer.flip();
            position += buffer.remaining();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        }
    }
}
