package io.netfscache.internal;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Unuse;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * How often a cookie is in use, and the mark that the cluster has of that. The mark is made by the look-up and given back
 * when nobody has used the cookie for the LRU delay. Guarded by the cookie's lock.
 */
final class CookieUses {
    private final ClusterCache cache;
    private final CookieId id;

    private int count;
    private int leaving;
    private boolean willModify;
    private boolean marked;
    /** Whether the mark may be a modifier's, and whether it is known to be one. */
    private boolean mayBeModifier;

    private boolean modifier;
    private ByteRange untold = ByteRange.EMPTY;

    private @Nullable Future<?> timer;

    CookieUses(ClusterCache cache, CookieId id) {
        this.cache = cache;
        this.id = id;
    }

    boolean areNone() {
        return count == 0;
    }

    /** Whether a use is from somebody who changes the contents. */
    boolean willModify() {
        return willModify;
    }

    /** Whether the record does not have the mark that the uses need. */
    boolean lackMark() {
        return willModify && !modifier;
    }

    /** Takes a use; whether the record lacks the mark for it which it did not lack before. */
    boolean take(boolean modify) {
        count++;
        cancelTimer();
        boolean before = lackMark();
        willModify |= modify;
        return lackMark() && !before;
    }

    /**
     * A use is going to be given back.
     *
     * @throws IllegalStateException when there is none
     */
    void leave(Object cookie) {
        if (count <= leaving) {
            throw new IllegalStateException("cookie " + cookie + " is not in use");
        }
        leaving++;
    }

    /** Gives a use back that was {@link #leave leaving}; whether it was the last one. */
    boolean left() {
        leaving--;
        count--;
        if (count == 0) {
            willModify = false;
        }
        return count == 0;
    }

    /** Has {@code discard} run after the LRU delay, unless there is a use before. */
    void discardLater(Runnable discard) {
        cancelTimer();
        timer = cache.schedule(discard, cache.lruDelay());
    }

    void cancelTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    /** A look-up is sent that marks the session in the record's node, and in the record too if {@code modify}. */
    void asked(boolean modify) {
        marked = true;
        mayBeModifier |= modify;
        modifier = false;
    }

    /**
     * A DIO_WRITE is sent, which marks the session in the record as a modifier: who writes past the cache has to be known
     * until its last use, also when the session moves to another node meanwhile. The look-up after it takes the mark anew.
     */
    void writePast() {
        willModify |= count > 0;
        asked(true);
    }

    /** A look-up that asked for that mark has been answered. */
    void confirmed(boolean modify) {
        modifier = modify;
    }

    boolean areMarked() {
        return marked;
    }

    /**
     * Gives the mark back; {@code sent} runs on the event loop when it goes out.
     *
     * @param now before the look-up of a use that comes at once: the cluster may be waiting for the last mark to go
     */
    void giveMarkBack(Runnable sent, boolean now) {
        Unuse.Mark mark = new Unuse.Mark(id, cache.nextSequence(), mayBeModifier);
        if (now) {
            cache.unuse().addNow(mark, sent);
        } else {
            cache.unuse().add(mark, sent);
        }
        forgetMark();
    }

    /**
     * A look-up has ended. If the mark has been given back before, the look-up may have overtaken that on its way and have
     * made it after all: it is given back again, under the look-up's own sequence, which no later mark has. With a later
     * mark it goes when that does.
     */
    void madeLate(long sequence, boolean modify) {
        mayBeModifier |= marked && modify;
        if (!marked) {
            cache.unuse().add(new Unuse.Mark(id, sequence, modify), () -> {});
        }
    }

    /** The mark goes by itself, with the session. */
    void forgetMark() {
        marked = false;
        modifier = false;
        mayBeModifier = false;
    }

    /** A modifier has written there, and the cache may have what was before, without its being told. */
    void untold(ByteRange range) {
        if (untold.isEmpty()) {
            untold = range;
        } else if (!range.isEmpty()) {
            untold = new ByteRange(Math.min(untold.start(), range.start()), Math.max(untold.end(), range.end()));
        }
    }

    /** The cache is being told to drop the range. */
    void told(ByteRange range) {
        if (untold.isWithin(range)) {
            untold = ByteRange.EMPTY;
        }
    }

    /** From the first to the last byte of which the cache has not been told. */
    ByteRange untold() {
        return untold;
    }
}
