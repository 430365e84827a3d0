package io.netfscache.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads a file from its beginning on. For use by one thread at a time. */
final class NetfsInputStream extends InputStream {
    private final NetfsFileChannel channel;

    NetfsInputStream(NetfsFileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        return channel.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public long skip(long bytes) throws IOException {
        long before = channel.position();
        long after = Math.max(before, Math.min(before + Math.max(0, bytes), channel.size()));
        channel.position(after);
        return after - before;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, channel.size() - channel.position()));
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out);
        byte[] buffer = new byte[NetfsFileChannel.bufferSize(available() + 1L)];
        long total = 0;
        for (int n = read(buffer); n >= 0; n = read(buffer)) {
            out.write(buffer, 0, n);
            total += n;
        }
        return total;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
