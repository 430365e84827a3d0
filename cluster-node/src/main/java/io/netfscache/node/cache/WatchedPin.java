package io.netfscache.node.cache;

import io.netfscache.node.store.PinnedChunk;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ObjectGeneration;
import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import java.io.IOException;

/** A pinned chunk whose errors its cache hears of. */
final class WatchedPin implements PinnedChunk {
    private final PinnedChunk pin;
    private final WatchedStore store;

    WatchedPin(PinnedChunk pin, WatchedStore store) {
        this.pin = pin;
        this.store = store;
    }

    @Override
    public void check(long offset, int length) throws IOException {
        try {
            pin.check(offset, length);
        } catch (IOException e) {
            throw store.heardOf(e);
        }
    }

    @Override
    public void read(long offset, int length, ByteBuf out) throws IOException {
        try {
            pin.read(offset, length, out);
        } catch (IOException e) {
            throw store.heardOf(e);
        }
    }

    @Override
    public ObjectGeneration generation() {
        return pin.generation();
    }

    @Override
    public long objectSize() {
        return pin.objectSize();
    }

    @Override
    public int presentRun(long offset, int length) {
        return pin.presentRun(offset, length);
    }

    @Override
    public boolean needsCheck(long offset, int length) {
        return pin.needsCheck(offset, length);
    }

    @Override
    public Bytes presence(long offset, int length) {
        return pin.presence(offset, length);
    }

    @Override
    public void writeChecksums(long offset, int length, ByteBuf out) {
        pin.writeChecksums(offset, length, out);
    }

    @Override
    public FileRegion region(long offset, int length) {
        return pin.region(offset, length);
    }

    @Override
    public void notSent(Throwable error) {
        if (error instanceof IOException failed && DiskProbe.isOfSentFile(failed)) {
            IOException unused = store.heardOf(failed);
        }
    }

    @Override
    public void close() {
        pin.close();
    }
}
