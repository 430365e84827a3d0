package io.netfscache.netfs;

import io.netfscache.protocol.ObjectGeneration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The folios of all inodes, up to a ceiling of bytes; the least recently used ones go first. */
final class FolioCache {
    private final long ceiling;
    private final ReadRules rules;
    private final Map<FileNode, TreeMap<Long, Folio>> byInode = new HashMap<>();
    private final LinkedHashSet<FolioKey> order = new LinkedHashSet<>();
    private long bytes;

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
        TreeMap<Long, Folio> folios = byInode.get(inode);
        Map.Entry<Long, Folio> entry = folios == null ? null : folios.floorEntry(position);
        if (entry == null || !entry.getValue().contains(position)) {
            return null;
        }
        Folio folio = entry.getValue();
        if (!rules.serves(folio.generation(), generation)) {
            remove(new FolioKey(inode, folio.start()));
            return null;
        }
        FolioKey key = new FolioKey(inode, folio.start());
        order.remove(key);
        order.add(key);
        return folio;
    }

    synchronized void add(Folio folio) {
        if (folio.bytes().capacity() > ceiling) {
            return;
        }
        FolioKey key = new FolioKey(folio.inode(), folio.start());
        remove(key);
        byInode.computeIfAbsent(folio.inode(), inode -> new TreeMap<>()).put(folio.start(), folio);
        order.add(key);
        bytes += folio.bytes().capacity();
        Iterator<FolioKey> oldest = order.iterator();
        while (bytes > ceiling && oldest.hasNext()) {
            FolioKey victim = oldest.next();
            oldest.remove();
            forget(victim);
        }
    }

    private void remove(FolioKey key) {
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
        }
    }

    synchronized void clear() {
        byInode.clear();
        order.clear();
        bytes = 0;
    }

    synchronized long bytes() {
        return bytes;
    }
}
