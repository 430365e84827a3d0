package io.netfscache.netfs;

import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The clean folios of all inodes, up to a ceiling of bytes that dirty pages count for too; the least recently used ones go
 * first. What a fence has left as it was outlives the fence, under the generation that it made.
 */
final class FolioCache {
    private final long ceiling;
    private final ReadRules rules;
    private final Map<FileNode, TreeMap<Long, Folio>> byInode = new HashMap<>();
    private final LinkedHashSet<FolioKey> order = new LinkedHashSet<>();
    private long bytes;
    private long dirtyBytes;

    private record FolioKey(FileNode inode, long start) {}

    FolioCache(long ceiling, ReadRules rules) {
        this.ceiling = ceiling;
        this.rules = rules;
    }

    /** Largest folio that makes sense here: a reader needs a few at a time. */
    int largestFolio() {
        return (int) Math.min(NetfsLimits.MAX_FOLIO_BYTES, ceiling / 4);
    }

    synchronized @Nullable Folio find(FileNode inode, long position, ObjectGeneration generation) {
        Folio folio = at(inode, position);
        if (folio != null && !rules.serves(folio.generation(), generation)) {
            carryOver(folio, generation);
            folio = at(inode, position);
        }
        if (folio == null || !rules.serves(folio.generation(), generation)) {
            return null;
        }
        FolioKey key = new FolioKey(inode, folio.start());
        order.remove(key);
        order.add(key);
        return folio;
    }

    /** The folio with that byte, of whatever generation. */
    synchronized @Nullable Folio at(FileNode inode, long position) {
        TreeMap<Long, Folio> folios = byInode.get(inode);
        Map.Entry<Long, Folio> entry = folios == null ? null : folios.floorEntry(position);
        return entry == null || !entry.getValue().contains(position) ? null : entry.getValue();
    }

    /** Puts in the folio's place what of it is as it was in {@code generation}, as far as that is known. */
    private void carryOver(Folio folio, ObjectGeneration generation) {
        remove(folio);
        if (carries(folio, generation, folio.start(), folio.end())) {
            put(new Folio(folio.inode(), generation, folio.start(), folio.bytes()));
            return;
        }
        long start = folio.start();
        for (long at = start; at < folio.end(); at += DirtyPage.BYTES) {
            long next = Math.min(folio.end(), at + DirtyPage.BYTES);
            if (!carries(folio, generation, at, next)) {
                putPart(folio, generation, start, at);
                start = next;
            }
        }
        putPart(folio, generation, start, folio.end());
        folio.inode().cookie().notePageRelease();
    }

    private static boolean carries(Folio folio, ObjectGeneration generation, long start, long end) {
        return folio.inode().cookie().carries(folio.generation(), generation, start, end - start);
    }

    /** A copy, so that the memory of the rest is free. */
    private void putPart(Folio folio, ObjectGeneration generation, long start, long end) {
        if (start < end) {
            ByteBuffer part = ByteBuffer.allocate((int) (end - start));
            folio.copyTo(start, part);
            put(new Folio(folio.inode(), generation, start, part.flip()));
        }
    }

    synchronized void add(Folio folio) {
        if (folio.bytes().capacity() > ceiling) {
            return;
        }
        for (Folio other : overlapping(folio)) {
            remove(other);
            putPart(other, other.generation(), other.start(), folio.start());
            putPart(other, other.generation(), PageRules.roundUp(folio.end()), other.end());
        }
        put(folio);
        evict();
    }

    private List<Folio> overlapping(Folio folio) {
        TreeMap<Long, Folio> folios = byInode.get(folio.inode());
        if (folios == null) {
            return List.of();
        }
        List<Folio> others =
                new ArrayList<>(folios.subMap(folio.start(), folio.end()).values());
        Map.Entry<Long, Folio> before = folios.lowerEntry(folio.start());
        if (before != null && before.getValue().end() > folio.start()) {
            others.add(before.getValue());
        }
        return others;
    }

    /** So many bytes of the ceiling are dirty pages'. */
    synchronized void setDirtyBytes(long now) {
        dirtyBytes = now;
        evict();
    }

    private void evict() {
        Iterator<FolioKey> oldest = order.iterator();
        while (bytes + dirtyBytes > ceiling && oldest.hasNext()) {
            FolioKey victim = oldest.next();
            oldest.remove();
            forget(victim);
            victim.inode().cookie().notePageRelease();
        }
    }

    private void put(Folio folio) {
        byInode.computeIfAbsent(folio.inode(), inode -> new TreeMap<>()).put(folio.start(), folio);
        order.add(new FolioKey(folio.inode(), folio.start()));
        bytes += folio.bytes().capacity();
    }

    private void remove(Folio folio) {
        FolioKey key = new FolioKey(folio.inode(), folio.start());
        if (order.remove(key)) {
            forget(key);
        }
    }

    private void forget(FolioKey key) {
        TreeMap<Long, Folio> folios = byInode.get(key.inode());
        Folio gone = folios == null ? null : folios.remove(key.start());
        if (folios != null && folios.isEmpty()) {
            byInode.remove(key.inode());
        }
        if (gone != null) {
            bytes -= gone.bytes().capacity();
        }
    }

    /** Drops the folios of one inode. */
    synchronized void drop(FileNode inode) {
        TreeMap<Long, Folio> folios = byInode.remove(inode);
        if (folios != null) {
            folios.values().forEach(folio -> {
                order.remove(new FolioKey(inode, folio.start()));
                bytes -= folio.bytes().capacity();
            });
            inode.cookie().notePageRelease();
        }
    }

    synchronized void clear() {
        byInode.keySet().forEach(inode -> inode.cookie().notePageRelease());
        byInode.clear();
        order.clear();
        bytes = 0;
    }

    synchronized long bytes() {
        return bytes;
    }
}
