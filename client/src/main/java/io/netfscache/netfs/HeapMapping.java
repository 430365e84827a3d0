package io.netfscache.netfs;

import io.netfscache.AddressSpace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The {@link HeapFolio}s of one file, which do not overlap. Safe for use by many threads. */
public final class HeapMapping implements AddressSpace {
    private final TreeMap<Long, HeapFolio> folios = new TreeMap<>();

    /** Takes a folio in; one that began at the same place is replaced. */
    public synchronized void add(HeapFolio folio) {
        folios.put(folio.start(), folio);
    }

    /** The folio with the byte at {@code position}, or null. */
    public synchronized @Nullable HeapFolio folio(long position) {
        Map.Entry<Long, HeapFolio> entry = folios.floorEntry(position);
        return entry == null || position >= end(entry.getValue()) ? null : entry.getValue();
    }

    /** The folio goes, if it is there. The cookie is to be told: {@link io.netfscache.Cookie#notePageRelease}. */
    public synchronized void release(HeapFolio folio) {
        folios.remove(folio.start(), folio);
    }

    @Override
    public synchronized List<HeapFolio> folios(long start, long length) {
        return folios.headMap(start + length).values().stream()
                .filter(folio -> end(folio) > start)
                .toList();
    }

    private static long end(HeapFolio folio) {
        return folio.start() + folio.length();
    }
}
