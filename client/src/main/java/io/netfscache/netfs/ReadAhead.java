package io.netfscache.netfs;

import io.netfscache.CacheOperation;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how much of a file to fetch at a time: for a reader that goes on where it stopped, folios that double in size
 * and the next ones ahead of it; for any other, little more than it asks for.
 */
final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    /** In whole blocks: where the file ends is known when it is fetched, and may be another place then. */
    private record Pending(long start, long end, CompletableFuture<Folio> folio) {}

    private final FileNode inode;
    private final FolioCache folios;
    private final FolioLoader loader;
    private final Executor workers;
    private final long window;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int folioBytes;
    /** Whether the last folio was for a reader that goes on; a folio is larger than what a random one asked for. */
    private boolean goesOn;

    private long expected;
    /** Whole blocks. */
    private long fetched;

    ReadAhead(FileNode inode, FolioCache folios, FolioLoader loader, Executor workers, int readAheadBytes) {
        this.inode = inode;
        this.folios = folios;
        this.loader = loader;
        this.workers = workers;
        this.window = Math.min(readAheadBytes, 2L * folios.largestFolio());
        this.folioBytes = smallest();
    }

    private int smallest() {
        return Math.max(
                Limits.BLOCK_BYTES, Math.min(NetfsLimits.FIRST_FOLIO_BYTES, wholeBlocks(folios.largestFolio())));
    }

    private static int wholeBlocks(int bytes) {
        return bytes / Limits.BLOCK_BYTES * Limits.BLOCK_BYTES;
    }

    /** The folio of the operation's generation with the byte at {@code position}: one that is there or a new one. */
    Folio folio(CacheOperation operation, long position, int wanted) throws IOException {
        boolean sequential;
        Pending coming;
        long start = position - position % Limits.BLOCK_BYTES;
        long end;
        synchronized (this) {
            sequential = position == expected || (position > expected && position < fetched) || position == 0;
            coming = take(position);
            end = coming != null ? coming.end : demandEnd(operation, start, position, wanted, sequential);
            goesOn = sequential;
            fetched = sequential ? Math.max(fetched, end) : end;
            if (sequential) {
                fetchAhead(operation.objectSize(), position);
            }
        }
        Folio folio = coming == null ? null : await(coming, operation);
        if (folio == null) {
            folio = loader.load(inode, operation, start, Math.max(start + 1, Math.min(end, operation.objectSize())));
            folios.add(folio);
        }
        return folio;
    }

    /** The reader has taken the bytes before {@code position}. */
    synchronized void took(long objectSize, long position) {
        expected = position;
        if (goesOn && fetched > position) {
            fetchAhead(objectSize, position);
        }
    }

    /** The end of what to fetch, in whole blocks. */
    private long demandEnd(CacheOperation operation, long start, long position, int wanted, boolean sequential) {
        long size = operation.objectSize();
        long asked = roundUp(Math.min(size, position + wanted));
        long largest = Math.max(Limits.BLOCK_BYTES, wholeBlocks(NetfsLimits.MAX_FOLIO_BYTES));
        long useful = sequential || size <= folioBytes
                ? start + folioBytes
                : Math.max(asked, start + NetfsLimits.RANDOM_FOLIO_BYTES);
        return Math.min(Math.min(roundUp(size), start + largest), useful);
    }

    private static long roundUp(long bytes) {
        return (bytes + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES * Limits.BLOCK_BYTES;
    }

    private @Nullable Pending take(long position) {
        pending.removeIf(one -> one.end <= position && one.folio.isDone());
        for (Pending one : pending) {
            if (one.start <= position && position < one.end) {
                pending.remove(one);
                return one;
            }
        }
        return null;
    }

    private void fetchAhead(long size, long position) {
        while (fetched < size
                && fetched + folioBytes <= position + window + folioBytes
                && fetched < position + window
                && pending.size() < NetfsLimits.MAX_READ_AHEAD_FOLIOS) {
            folioBytes = Math.max(smallest(), Math.min(folioBytes * 2, wholeBlocks(folios.largestFolio())));
            Pending next =
                    new Pending(fetched, Math.min(roundUp(size), fetched + folioBytes), new CompletableFuture<>());
            try {
                workers.execute(() -> load(next));
            } catch (RejectedExecutionException e) {
                // Others read ahead a lot: this reader fetches what it needs when it needs it.
                return;
            }
            pending.add(next);
            fetched = next.end;
        }
    }

    private void load(Pending next) {
        if (next.folio.isDone()) {
            return;
        }
        try (CacheOperation operation = inode.cookie().beginRead()) {
            long end = Math.min(next.end, operation.objectSize());
            if (next.start >= end) {
                next.folio.completeExceptionally(new IOException("beyond the end of " + inode));
                return;
            }
            Folio folio = loader.load(inode, operation, next.start, end);
            folios.add(folio);
            next.folio.complete(folio);
        } catch (IOException | RuntimeException e) {
            LOG.atDebug().addKeyValue("inode", inode).setCause(e).log("readahead failed; the reader tries itself");
            next.folio.completeExceptionally(e);
        }
    }

    /** The folio when it comes in time and is of the right generation; else null. */
    private static @Nullable Folio await(Pending coming, CacheOperation operation) throws IOException {
        try {
            Folio folio = coming.folio.get(NetfsLimits.READ_AHEAD_WAIT.toNanos(), TimeUnit.NANOSECONDS);
            return folio.generation().equals(operation.generation()) ? folio : null;
        } catch (ExecutionException | TimeoutException e) {
            LOG.atDebug().setCause(e).log("no folio from readahead");
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while waiting for readahead");
        }
    }

    /** Fetches nothing more; waits for what is being fetched. */
    void close() {
        Deque<Pending> left;
        synchronized (this) {
            left = new ArrayDeque<>(pending);
            pending.clear();
            fetched = Long.MAX_VALUE;
        }
        for (Pending one : left) {
            one.folio.completeExceptionally(new IOException("the file is closed"));
        }
    }
}
