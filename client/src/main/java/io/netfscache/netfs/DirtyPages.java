package io.netfscache.netfs;

import io.netfscache.protocol.ByteRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a file is going to be, over what it is: the pages with written bytes, where it was cut off on the way, and how far it
 * reaches at least. What it is stays out of it, so that the same changes can be made to a file that somebody else has changed
 * meanwhile, and nothing but the bytes that were written is taken from him. Guarded by who has it.
 */
final class DirtyPages {
    private static final byte[] ZEROES = new byte[DirtyPage.BYTES];

    private final PageRules rules;
    private final TreeMap<Long, DirtyPage> pages = new TreeMap<>();
    /** Of what the file is, only the bytes before this count. */
    private long cut = Long.MAX_VALUE;
    /** The file has at least this size. */
    private long end;

    DirtyPages(PageRules rules) {
        this.rules = rules;
    }

    boolean isEmpty() {
        return pages.isEmpty() && end == 0 && cut == Long.MAX_VALUE;
    }

    /** Size of the file that is going to be, over one of {@code below} bytes. */
    long size(long below) {
        return isEmpty() ? below : Math.max(Math.min(below, cut), end);
    }

    /** Memory of the pages, in bytes. */
    long bytes() {
        return (long) pages.size() * DirtyPage.BYTES;
    }

    /** Whether what is below the block counts, and nothing of the block is here. */
    boolean leaves(long blockStart) {
        return cut >= blockStart + DirtyPage.BYTES && !pages.containsKey(blockStart);
    }

    /** A clean folio that has the bytes from a position on, or none. */
    interface Clean {
        @Nullable
        Folio at(long position);
    }

    /** Writes the remaining bytes of {@code from}; {@code clean} is asked for what is around them in their blocks. */
    void write(long position, ByteBuffer from, Clean clean) {
        while (from.hasRemaining()) {
            long start = PageRules.roundDown(position);
            int offset = (int) (position - start);
            int n = Math.min(from.remaining(), DirtyPage.BYTES - offset);
            DirtyPage page = pages.get(start);
            if (page == null) {
                page = new DirtyPage();
                Folio around = n < DirtyPage.BYTES && leaves(start) ? clean.at(start) : null;
                if (around != null) {
                    page.capture(around, start);
                }
                pages.put(start, page);
            }
            page.write(offset, from, n);
            position += n;
        }
        end = Math.max(end, position);
    }

    /** Gives the file that size, whatever it has: what is beyond does not count any more, and what is missing is zeroes. */
    void truncate(long size) {
        cut = Math.min(cut, size);
        end = Math.min(end, size);
        long nothing = rules.nothingFrom(size);
        pages.tailMap(PageRules.roundUp(nothing), true).clear();
        DirtyPage last = pages.get(PageRules.roundDown(nothing));
        if (last != null && nothing > PageRules.roundDown(nothing)) {
            last.cut((int) (nothing % DirtyPage.BYTES));
        }
        extend(size);
    }

    private void extend(long size) {
        end = Math.max(end, size);
    }

    /** Makes the changes that came after these ones to these ones. */
    void add(DirtyPages later) {
        if (later.cut < Long.MAX_VALUE) {
            truncate(later.cut);
        }
        extend(later.end);
        later.pages.forEach((start, page) -> {
            DirtyPage mine = pages.putIfAbsent(start, page);
            if (mine != null) {
                mine.add(page);
            }
        });
    }

    /** From where on nothing below counts. */
    long nothingFrom() {
        return rules.nothingFrom(cut);
    }

    /** Where what is known without looking below ends, from {@code position} on; {@code position} when it is not known there. */
    long knownUntil(long position) {
        if (position >= nothingFrom()) {
            return Math.max(position, end);
        }
        long at = position;
        DirtyPage page = pages.get(PageRules.roundDown(at));
        while (page != null) {
            int offset = (int) (at % DirtyPage.BYTES);
            int stop = page.nextUnwritten(offset);
            at += stop - offset;
            page = stop == DirtyPage.BYTES ? pages.get(at) : null;
        }
        return at;
    }

    /** Makes the changes to the bytes of {@code into}, which are those of the file from {@code position} on. */
    void applyTo(long position, ByteBuffer into) {
        int n = into.limit();
        long nothing = nothingFrom();
        if (nothing < position + n) {
            zero(into, (int) Math.max(0, nothing - position), n);
        }
        for (Map.Entry<Long, DirtyPage> entry : pages.subMap(PageRules.roundDown(position), true, position + n, false)
                .entrySet()) {
            long page = entry.getKey();
            int start = (int) (Math.max(position, page) - page);
            int stop = (int) (Math.min(position + n, page + DirtyPage.BYTES) - page);
            entry.getValue().copyWritten(start, stop, into, (int) (page + start - position));
        }
    }

    /** Has zeroes from the one index to the other. */
    static void zero(ByteBuffer into, int start, int end) {
        for (int at = start; at < end; at += ZEROES.length) {
            into.put(at, ZEROES, 0, Math.min(ZEROES.length, end - at));
        }
    }

    /** The page that begins there, when something of it is written. */
    @Nullable
    DirtyPage page(long start) {
        return pages.get(start);
    }

    /** The bytes that are to be written to a file of {@code below} bytes to make the changes, in order. */
    List<ByteRange> ranges(long below) {
        List<ByteRange> ranges = new ArrayList<>();
        long zeroes = Math.min(nothingFrom(), below);
        long zeroesEnd = Math.min(below, size(below));
        if (zeroes < zeroesEnd) {
            ranges.add(new ByteRange(zeroes, zeroesEnd));
        }
        pages.forEach((start, page) -> {
            for (int at = page.nextWritten(0); at < DirtyPage.BYTES; at = page.nextWritten(at)) {
                int stop = page.nextUnwritten(at);
                ranges.add(new ByteRange(start + at, start + stop));
                at = stop;
            }
        });
        ranges.sort(Comparator.comparingLong(ByteRange::start));
        List<ByteRange> merged = new ArrayList<>();
        ranges.forEach(range -> append(merged, range.start(), range.end()));
        return merged;
    }

    private static void append(List<ByteRange> ranges, long start, long end) {
        int last = ranges.size() - 1;
        if (start >= end) {
            return;
        }
        if (last >= 0 && ranges.get(last).end() >= start) {
            ByteRange before = ranges.get(last);
            ranges.set(last, new ByteRange(before.start(), Math.max(before.end(), end)));
        } else {
            ranges.add(new ByteRange(start, end));
        }
    }

    /**
     * The parts of a file of {@code below} bytes of which nothing cached counts any more, in whole blocks and in order; those
     * that are close to each other are one, and there are at most {@link NetfsLimits#MAX_FENCES}.
     */
    List<ByteRange> drops(long below) {
        List<ByteRange> drops = blocks(below);
        long size = size(below);
        long kept = Math.min(Math.min(below, nothingFrom()), size);
        if (kept < below || size != below) {
            drops.add(new ByteRange(PageRules.roundDown(kept), Long.MAX_VALUE));
            drops.sort(Comparator.comparingLong(ByteRange::start));
        }
        long gap = NetfsLimits.MIN_FENCE_GAP;
        do {
            drops = merged(drops, gap);
            gap *= 2;
        } while (drops.size() > NetfsLimits.MAX_FENCES);
        return drops;
    }

    private static List<ByteRange> merged(List<ByteRange> ranges, long gap) {
        List<ByteRange> merged = new ArrayList<>();
        for (ByteRange range : ranges) {
            int last = merged.size() - 1;
            if (last >= 0 && range.start() - merged.get(last).end() <= gap) {
                merged.set(last, merged.get(last).union(range));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /** The same in whole blocks, up to the end of the file. */
    List<ByteRange> blocks(long below) {
        long size = size(below);
        List<ByteRange> blocks = new ArrayList<>();
        for (ByteRange range : ranges(below)) {
            append(blocks, PageRules.roundDown(range.start()), Math.min(size, PageRules.roundUp(range.end())));
        }
        return blocks;
    }
}
