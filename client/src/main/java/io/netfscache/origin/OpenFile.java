package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A local file that was, when it was opened, the one that its path named. */
final class OpenFile implements OriginFile {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

    /** Looks at the path again. */
    interface Certifier {
        Certification certify() throws IOException;
    }

    private final String path;
    private final FileChannel channel;
    private final Certifier certifier;
    private final LongAdder bytesRead;

    OpenFile(String path, FileChannel channel, Certifier certifier, LongAdder bytesRead) {
        this.path = path;
        this.channel = channel;
        this.certifier = certifier;
        this.bytesRead = bytesRead;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            int n = channel.read(into, position + total);
            if (n < 0) {
                break;
            }
            total += n;
        }
        bytesRead.add(total);
        return total;
    }

    @Override
    public Certification certify() throws IOException {
        return certifier.certify();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way, and nothing was written.
            LOG.atDebug().addKeyValue("path", path).setCause(e).log("close failed");
        }
    }
}
