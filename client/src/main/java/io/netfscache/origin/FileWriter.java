package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes a local file in place. */
final class FileWriter implements OriginWriter {
    /** Looks at the file again. */
    interface Look {
        OriginAttributes attributes() throws IOException;
    }

    private final FileChannel channel;
    private final long newSize;
    private final Look look;

    FileWriter(FileChannel channel, long newSize, Look look) {
        this.channel = channel;
        this.newSize = newSize;
        this.look = look;
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public int write(long position, ByteBuffer from) throws IOException {
        return channel.write(from, position);
    }

    @Override
    public OriginAttributes commit(boolean durable) throws IOException {
        long size = channel.size();
        if (size > newSize) {
            channel.truncate(newSize);
        } else if (size < newSize) {
            channel.write(ByteBuffer.allocate(1), newSize - 1);
        }
        if (durable) {
            channel.force(true);
        }
        return look.attributes();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
