package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.node.cache.Stores;
import io.netfscache.node.coherence.VerifiedObjects;
import io.netfscache.node.inspect.RecentReasons;
import io.netfscache.node.inspect.VolumeCounters;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.Occupied;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.Scrubbed;
import io.netfscache.protocol.Write;
import io.netfscache.protocol.Written;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Requests for bytes. A read of verified, open chunks is answered on the connection's event loop without a thread
 * switch; what needs a question to a record's owner or the disk goes elsewhere and comes back.
 */
public final class DataRequests {
    private final VerifiedObjects objects;
    private final Stores stores;
    private final Executor disk;
    private final int chunkBytes;
    private final NodeStats stats;
    private final RecentReasons reasons;
    private final VolumeCounters volumes;

    public DataRequests(
            VerifiedObjects objects,
            Stores stores,
            Executor disk,
            int chunkBytes,
            NodeStats stats,
            RecentReasons reasons,
            VolumeCounters volumes) {
        this.objects = objects;
        this.stores = stores;
        this.disk = disk;
        this.chunkBytes = chunkBytes;
        this.stats = stats;
        this.reasons = reasons;
        this.volumes = volumes;
    }

    /** One step of the read path; each step either answers or goes on to the next. */
    void read(Connection connection, long requestId, Read read) {
        long begun = volumes.now();
        ObjectIdentity object = objects.current(read.cookie(), read.generation());
        if (object == null) {
            objects.verify(read.cookie(), read.generation())
                    .whenCompleteAsync(
                            (verified, error) -> {
                                if (error != null) {
                                    fail(connection, requestId, read.cookie(), error, read.length());
                                } else {
                                    readVerified(connection, requestId, read, verified, begun);
                                }
                            },
                            connection.loop());
            return;
        }
        readVerified(connection, requestId, read, object, begun);
    }

    private void readVerified(Connection connection, long requestId, Read read, ObjectIdentity object, long begun) {
        try {
            Piece piece = piece(object, read, begun);
            PinnedChunk chunk = stores.storeOf(object).pinIfOpen(read.cookie(), piece.chunk);
            if (chunk != null && chunk.generation().equals(read.generation()) && !piece.needsCheck(chunk)) {
                answer(connection, requestId, read, piece, chunk);
                return;
            }
            if (chunk != null) {
                chunk.close();
            }
            disk.execute(() -> open(connection, requestId, read, object, piece));
        } catch (RuntimeException refused) {
            fail(connection, requestId, read.cookie(), refused, read.length());
        }
    }

    private void open(Connection connection, long requestId, Read read, ObjectIdentity object, Piece piece) {
        try {
            PinnedChunk chunk = stores.storeOf(object).open(object, piece.chunk);
            if (chunk != null) {
                check(chunk, piece);
            }
            connection.loop().execute(() -> opened(connection, requestId, read, piece, chunk));
        } catch (IOException | RuntimeException error) {
            connection.loop().execute(() -> fail(connection, requestId, read.cookie(), error, read.length()));
        }
    }

    private static void check(PinnedChunk chunk, Piece piece) throws IOException {
        boolean checked = false;
        try {
            piece.check(chunk);
            checked = true;
        } finally {
            if (!checked) {
                chunk.close();
            }
        }
    }

    private void opened(Connection connection, long requestId, Read read, Piece piece, @Nullable PinnedChunk chunk) {
        if (chunk == null) {
            miss(connection, requestId, read, piece, nothing(piece));
            return;
        }
        if (objects.current(read.cookie(), read.generation()) == null) {
            chunk.close();
            fail(connection, requestId, read.cookie(), NodeException.notCached(Reason.VERIFYING), read.length());
            return;
        }
        answer(connection, requestId, read, piece, chunk);
    }

    /** Sends what is present, or what is missing. Takes the pin over. */
    private void answer(Connection connection, long requestId, Read read, Piece piece, PinnedChunk chunk) {
        if (piece.lacksSome(chunk)) {
            chunk.close();
            miss(connection, requestId, read, piece, nothing(piece));
            return;
        }
        int present = chunk.presentRun(piece.offset, piece.length);
        if (present == 0 || (present < piece.length && read.holes() != Read.Holes.STOP)) {
            Bytes presence = chunk.presence(piece.offset, piece.length);
            chunk.close();
            miss(connection, requestId, read, piece, presence);
            return;
        }
        stats.count(Counter.READS);
        stats.add(Counter.READ_BYTES, present);
        if (present <= NodeLimits.COPY_BYTES) {
            copy(connection, requestId, read, piece, chunk, present);
        } else {
            stats.add(Counter.SENDFILE_BYTES, present);
            ByteBuf head = head(connection, requestId, read, piece, chunk, present, 0);
            connection.replyFile(head, chunk.region(piece.offset, present), read.length(), chunk::notSent);
            volumes.hit(piece.volumeKey, present, piece.begun);
            chunk.close();
        }
    }

    private void copy(Connection connection, long requestId, Read read, Piece piece, PinnedChunk chunk, int present) {
        ByteBuf answer = head(connection, requestId, read, piece, chunk, present, present);
        try {
            chunk.read(piece.offset, present, answer);
        } catch (IOException error) {
            answer.release();
            fail(connection, requestId, read.cookie(), error, read.length());
            return;
        } finally {
            chunk.close();
        }
        connection.replyEncoded(answer, read.length());
        volumes.hit(piece.volumeKey, present, piece.begun);
    }

    private static ByteBuf head(
            Connection connection, long requestId, Read read, Piece piece, PinnedChunk chunk, int present, int room) {
        int headBytes = Data.headBytes(present);
        ByteBuf head = connection.head(requestId, FrameType.DATA, headBytes + room, headBytes + present);
        Data.encodeFixed(head, read.offset(), present);
        chunk.writeChecksums(piece.offset, present, head);
        return head;
    }

    private void miss(Connection connection, long requestId, Read read, Piece piece, Bytes presence) {
        stats.count(Counter.READ_MISSES);
        connection.reply(requestId, NodeException.missing(presence).reply(), read.length());
        volumes.miss(piece.volumeKey, piece.begun);
    }

    private static Bytes nothing(Piece piece) {
        return Bytes.of(new byte[(Checksums.blocks(piece.length) + 7) / 8]);
    }

    /** Stores bytes. Takes the payload over. */
    void write(Connection connection, long requestId, Write write, ByteBuf payload) {
        identify(write.cookie(), write.generation())
                .thenApplyAsync(verified -> unchecked(() -> store(write, payload)), disk)
                .whenComplete((stored, error) -> {
                    payload.release();
                    if (error != null) {
                        fail(connection, requestId, write.cookie(), error, write.length());
                    } else {
                        stats.count(Counter.WRITES);
                        connection.reply(requestId, new Written(stored), write.length());
                    }
                });
    }

    /** The job may have waited for long: after a fence its chunk would take the place of one that is newer. */
    private int store(Write write, ByteBuf payload) throws IOException {
        ObjectIdentity object = objects.current(write.cookie(), write.generation());
        if (object == null) {
            throw NodeException.notCached(Reason.VERIFYING);
        }
        Piece piece = piece(object, write.offset(), write.length());
        if (piece.length != write.length()) {
            throw new NodeException(
                    ErrorCode.EINVAL,
                    Reason.MALFORMED,
                    "a write of " + write.length() + " bytes at " + write.offset() + " goes beyond the object's "
                            + object.objectSize());
        }
        int stored = stores.storeOf(object)
                .write(object, piece.chunk, piece.offset, payload.nioBuffer(), write.checksums(), write.modified());
        volumes.stored(object.volumeKey(), stored);
        return stored;
    }

    void occupancy(Connection connection, long requestId, Occupancy occupancy) {
        onDisk(connection, requestId, occupancy.cookie(), occupancy.generation(), object -> {
            if ((long) occupancy.chunk() * chunkBytes >= object.objectSize()) {
                throw new NodeException(
                        ErrorCode.EINVAL,
                        Reason.LATER_CHUNK,
                        "chunk " + occupancy.chunk() + " is beyond the object's end");
            }
            BackingStore store = stores.storeOf(object);
            return new Occupied(
                    store.presentBytes(object, occupancy.chunk()), store.presence(object, occupancy.chunk()));
        });
    }

    void scrub(Connection connection, long requestId, Scrub scrub) {
        onDisk(connection, requestId, scrub.cookie(), scrub.generation(), object -> {
            Piece piece = piece(object, scrub.offset(), roundUp(scrub.length()));
            int dropped = stores.storeOf(object).scrub(object, piece.chunk, piece.offset, piece.length);
            stats.add(Counter.SCRUBBED_BLOCKS, dropped);
            return new Scrubbed(dropped);
        });
    }

    private interface DiskJob {
        Frame run(ObjectIdentity object) throws IOException;
    }

    private interface DiskCall<T> {
        T call() throws IOException;
    }

    private static <T> T unchecked(DiskCall<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void onDisk(
            Connection connection, long requestId, CookieId cookie, ObjectGeneration generation, DiskJob job) {
        identify(cookie, generation)
                .thenApplyAsync(object -> unchecked(() -> job.run(object)), disk)
                .whenComplete((answer, error) -> {
                    if (error != null) {
                        fail(connection, requestId, cookie, error, 0);
                    } else {
                        connection.reply(requestId, answer, 0);
                    }
                });
    }

    private CompletableFuture<ObjectIdentity> identify(CookieId cookie, ObjectGeneration generation) {
        ObjectIdentity object = objects.current(cookie, generation);
        return object != null ? CompletableFuture.completedFuture(object) : objects.verify(cookie, generation);
    }

    private void fail(Connection connection, long requestId, CookieId cookie, Throwable error, int payloadBytes) {
        ErrorReply reply = Errors.reply(error);
        if (reply.code() == ErrorCode.ESTALE) {
            stats.count(Counter.STALE);
        } else if (reply.code() == ErrorCode.ENOBUFS) {
            stats.countNotCached(reply.reason());
            reasons.refused(cookie, reply.reason());
        }
        connection.reply(requestId, reply, payloadBytes);
    }

    private static int roundUp(int length) {
        return Checksums.blocks(length) * Limits.BLOCK_BYTES;
    }

    /**
     * Where a range of an object lies: within one chunk, cut at the object's end.
     *
     * @param whole size of an object that is served as a whole or not at all, in bytes; 0 for all others
     * @param begun when the read began, by the clock of the figures
     */
    private record Piece(String volumeKey, int chunk, long offset, int length, int whole, long begun) {
        boolean needsCheck(PinnedChunk pinned) {
            return whole > 0 ? pinned.needsCheck(0, whole) : pinned.needsCheck(offset, length);
        }

        void check(PinnedChunk pinned) throws IOException {
            if (whole > 0) {
                pinned.check(0, whole);
            } else {
                pinned.check(offset, length);
            }
        }

        /** Whether the object counts as missing because some of it is, within the range or not. */
        boolean lacksSome(PinnedChunk pinned) {
            return whole > 0 && pinned.presentRun(0, whole) < whole;
        }
    }

    private Piece piece(ObjectIdentity object, Read read, long begun) {
        Piece piece = piece(object, read.offset(), roundUp(read.length()), begun);
        if (!read.whole()) {
            return piece;
        }
        if (object.objectSize() > chunkBytes) {
            throw new NodeException(
                    ErrorCode.EINVAL,
                    Reason.MALFORMED,
                    "an object of " + object.objectSize() + " bytes is not within one chunk of " + chunkBytes);
        }
        return new Piece(piece.volumeKey, piece.chunk, piece.offset, piece.length, (int) object.objectSize(), begun);
    }

    private Piece piece(ObjectIdentity object, long offset, int length) {
        return piece(object, offset, length, 0);
    }

    private Piece piece(ObjectIdentity object, long offset, int length, long begun) {
        if (offset >= object.objectSize()) {
            throw new NodeException(
                    ErrorCode.EINVAL,
                    Reason.LATER_CHUNK,
                    "offset " + offset + " is not within the object's " + object.objectSize() + " bytes");
        }
        long chunk = offset / chunkBytes;
        long offsetInChunk = offset % chunkBytes;
        int cut = (int) Math.min(length, object.objectSize() - offset);
        if (offsetInChunk + cut > chunkBytes || chunk > Integer.MAX_VALUE) {
            throw new NodeException(
                    ErrorCode.EINVAL,
                    Reason.MALFORMED,
                    "the range of " + cut + " bytes at " + offset + " is not within one chunk of " + chunkBytes);
        }
        return new Piece(object.volumeKey(), (int) chunk, offsetInChunk, cut, 0, begun);
    }
}
