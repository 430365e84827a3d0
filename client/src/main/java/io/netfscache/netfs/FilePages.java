package io.netfscache.netfs;

import io.netfscache.protocol.ByteRange;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The dirty pages of one file: those that gather what is written now, over those that a write-back is taking to the origin and
 * that do not change meanwhile. Safe for use by many threads; no call does I/O.
 */
final class FilePages {
    private final PageRules rules;
    private final AtomicLong total;
    private DirtyPages gathering;
    private @Nullable DirtyPages underWriteBack;
    private boolean isWritingBack;
    /** Those under write-back are at the origin, where somebody else may write over them from now on. */
    private boolean areAtOrigin;

    private long cleanings;
    private long counted;

    /** @param total is told the memory of the dirty pages of all files, in bytes */
    FilePages(PageRules rules, AtomicLong total) {
        this.total = total;
        this.rules = rules;
        this.gathering = new DirtyPages(rules);
    }

    synchronized boolean isDirty() {
        return isWritingBack || !gathering.isEmpty();
    }

    /** Memory, in bytes. */
    synchronized long bytes() {
        DirtyPages older = underWriteBack;
        return gathering.bytes() + (older == null || !isWritingBack ? 0 : older.bytes());
    }

    private void count() {
        long now = bytes();
        total.addAndGet(now - counted);
        counted = now;
    }

    /** How often pages have come to the origin or become clean: what a read took from below before that lacks them. */
    synchronized long cleanings() {
        return cleanings;
    }

    /** Size of the file for its user, over one of {@code below} bytes at the origin. */
    synchronized long size(long below) {
        DirtyPages older = underWriteBack;
        return gathering.size(older == null ? below : older.size(below));
    }

    /** Writes the remaining bytes of {@code from}; {@code clean} is asked for what is around them in their blocks. */
    synchronized void write(long position, ByteBuffer from, DirtyPages.Clean clean) {
        DirtyPages older = underWriteBack;
        gathering.write(
                position, from, at -> older == null || older.leaves(PageRules.roundDown(at)) ? clean.at(at) : null);
        count();
    }

    /** Gives the file that size, whatever it has. */
    synchronized void truncate(long newSize) {
        gathering.truncate(newSize);
        count();
    }

    /**
     * Reads into {@code into} what is all here.
     *
     * @return bytes read; 0 when something of it is not here, and must be read below
     */
    synchronized int read(long position, ByteBuffer into) {
        long end = position + into.remaining();
        for (long at = position, next; at < end; at = next) {
            next = knownUntil(at);
            if (next == at) {
                return 0;
            }
        }
        int n = into.remaining();
        apply(position, into.slice());
        into.position(into.position() + n);
        return n;
    }

    /** The pages under write-back, while nobody can have newer bytes than they are. */
    private @Nullable DirtyPages newest() {
        return areAtOrigin ? null : underWriteBack;
    }

    private long knownUntil(long position) {
        DirtyPages older = newest();
        long known = gathering.knownUntil(position);
        long nothing = gathering.nothingFrom();
        return known > position || older == null || position >= nothing
                ? known
                : Math.min(nothing, older.knownUntil(position));
    }

    /**
     * Makes a read of what is below one of the file as its user has it.
     *
     * @param into the space of the whole read, with {@code bytes} from below at its beginning
     * @param below size of the file at the origin, of which these bytes are
     * @param seen {@link #cleanings} before that read
     * @return bytes of the read; -1 when pages became clean meanwhile: read again
     */
    synchronized int overlay(long position, ByteBuffer into, int bytes, long below, long seen) {
        if (seen != cleanings) {
            return -1;
        }
        if (!isDirty() && rules.clearsMark()) {
            return bytes;
        }
        DirtyPages older = newest();
        long size = gathering.size(older == null ? below : older.size(below));
        int n = rules.readable(into.limit(), bytes, size - position);
        if (n > bytes) {
            DirtyPages.zero(into, bytes, n);
        }
        apply(position, into.slice(0, n));
        return n;
    }

    private void apply(long position, ByteBuffer into) {
        DirtyPages older = newest();
        if (older != null) {
            older.applyTo(position, into);
        }
        gathering.applyTo(position, into);
    }

    /** What a write-back is to take to the origin; null when there is nothing. One at a time. */
    synchronized @Nullable DirtyPages startWriteBack() {
        if (isWritingBack) {
            throw new IllegalStateException("a write-back of the file is under way");
        }
        if (gathering.isEmpty()) {
            return null;
        }
        DirtyPages taken = gathering;
        underWriteBack = taken;
        isWritingBack = true;
        areAtOrigin = false;
        gathering = new DirtyPages(rules);
        return taken;
    }

    /** The origin has what was taken; until the cache has been told reads are of what the origin has then. */
    synchronized void cameToOrigin() {
        if (isWritingBack) {
            areAtOrigin = true;
            cleanings++;
        }
    }

    synchronized boolean areAtOrigin() {
        return areAtOrigin;
    }

    /** What was taken is at the origin, and the cache has been told: it is clean. */
    synchronized void written() {
        isWritingBack = false;
        areAtOrigin = false;
        if (rules.clearsMark()) {
            underWriteBack = null;
            cleanings++;
        }
        count();
    }

    /** It is not: it stays dirty, below what has been written since. */
    synchronized void notWritten() {
        DirtyPages older = underWriteBack;
        isWritingBack = false;
        areAtOrigin = false;
        underWriteBack = null;
        if (older != null) {
            older.add(gathering);
            gathering = older;
        }
        count();
    }

    /** Drops all that is dirty; the ranges that are lost, of a file of {@code below} bytes at the origin. */
    synchronized List<ByteRange> drop(long below) {
        List<ByteRange> lost = gathering.ranges(below);
        gathering = new DirtyPages(rules);
        cleanings++;
        count();
        return lost;
    }
}
