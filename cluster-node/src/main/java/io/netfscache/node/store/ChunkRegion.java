package io.netfscache.node.store;

import io.netty.channel.DefaultFileRegion;

/**
 * Bytes of a pinned chunk for {@code sendfile}. A {@link DefaultFileRegion}, because the epoll transport hands only
 * those to the kernel; unlike one it leaves the shared channel open and gives back its pin.
 */
final class ChunkRegion extends DefaultFileRegion {
    private final PinnedChunk pin;

    ChunkRegion(ChunkFile file, PinnedChunk pin, long offset, long length) {
        super(file.channel(), file.layout().dataPosition(offset), length);
        this.pin = pin;
    }

    @Override
    protected void deallocate() {
        pin.close();
    }
}
