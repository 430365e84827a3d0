package io.netfscache.netfs;

import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginChangedException;
import io.netfscache.origin.OriginWriter;
import io.netfscache.origin.WritableOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first version of COHERENCE 6.2: each change goes to the origin, and then everything cached of the file is dropped. */
final class ThroughWriter {
    private final Netfs netfs;
    private final WritableOrigin origin;

    ThroughWriter(Netfs netfs, WritableOrigin origin) {
        this.netfs = netfs;
        this.origin = origin;
    }

    /** @param bytes null for a mere change of size */
    void change(FileNode inode, long position, @Nullable ByteBuffer bytes, long newSize, Set<InvalidateFlag> flags)
            throws IOException {
        for (int attempt = 0; ; attempt++) {
            OriginAttributes expected = inode.attributes();
            try (OriginWriter writer = origin.openForWriting(inode.path(), expected, newSize)) {
                while (bytes != null && bytes.hasRemaining()) {
                    position += writer.write(position, bytes);
                }
                OriginAttributes made = writer.commit(false);
                netfs.changed(inode, made, flags);
                return;
            } catch (OriginChangedException e) {
                if (attempt == NetfsLimits.MAX_RESTARTS) {
                    throw e;
                }
                inode.refresh();
            }
        }
    }
}
