package io.netfscache.node.metadata;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is to be seen to in a {@link RecordBook}, and what operators ask about it: each call goes through all records of
 * a kind and finds a bounded number. As consistent as the maps of the book: one that runs in turn with the changes sees all
 * of them or none.
 */
record BookScans(RecordBook book) {
    /** The fences that records owe. */
    LocalRecords.PendingFences pending() {
        return new LocalRecords.PendingFences(
                found(book.cookies(), record -> next(record.pendingFence()), MetadataLimits.PENDING_FOUND),
                found(book.volumes(), record -> next(record.pendingFence()), MetadataLimits.PENDING_FOUND));
    }

    private static @Nullable Generation next(@Nullable PendingFence fence) {
        return fence == null ? null : fence.next();
    }

    Map<CookieId, Modifiers> marks() {
        return found(
                book.cookies(),
                record -> record.modifiers().isEmpty() ? null : record.modifiers(),
                MetadataLimits.MARKED_FOUND);
    }

    /** Those that owe no fence any more. */
    Map<CookieId, CookieRecord> retired() {
        return found(
                book.cookies(),
                record -> record.retired() && record.pendingFence() == null ? record : null,
                MetadataLimits.RETIRED_FOUND);
    }

    private static <K, V, T> Map<K, T> found(Map<K, V> records, Function<V, @Nullable T> seen, int limit) {
        Map<K, T> found = new HashMap<>();
        for (Map.Entry<K, V> each : records.entrySet()) {
            T kept = found.size() < limit ? seen.apply(each.getValue()) : null;
            if (kept != null) {
                found.put(each.getKey(), kept);
            }
        }
        return Map.copyOf(found);
    }

    List<CookieRecord> disabled(CookieId after, int limit) {
        return smallest(book.cookies(), after, limit, CookieRecord::mayBeEnabled);
    }

    List<VolumeRecord> volumes(String after, int limit) {
        return smallest(book.volumes(), after, limit, record -> true);
    }

    List<CookieRecord> cookies(String volumeKey, CookieId after, int limit) {
        return smallest(
                book.cookies(), after, limit, record -> record.volumeKey().equals(volumeKey));
    }

    private static <K extends Comparable<K>, V> List<V> smallest(
            Map<K, V> records, K after, int limit, Predicate<V> wanted) {
        SmallestScan<K, V> scan = new SmallestScan<>(after, limit, wanted);
        records.entrySet().forEach(scan::apply);
        return scan.found();
    }

    /** Full is full here: what is used least goes before that. */
    LocalRecords.Idle idle(int limit) {
        OldestScan<CookieId> scan = new OldestScan<>(limit);
        book.cookies().entrySet().forEach(scan::apply);
        return new LocalRecords.Idle(scan.live(), book.usual(), scan.found());
    }

    /** Volumes without objects are not in it. */
    Map<String, Long> countCookies(Set<String> volumeKeys) {
        return book.cookies().values().stream()
                .map(CookieRecord::volumeKey)
                .filter(volumeKeys::contains)
                .collect(Collectors.groupingBy(key -> key, Collectors.counting()));
    }
}
