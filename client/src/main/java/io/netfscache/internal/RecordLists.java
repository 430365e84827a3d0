package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.CookieInfo;
import io.netfscache.NodeTraffic;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.CookieCounts;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieList;
import io.netfscache.protocol.CountCookies;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ListCookies;
import io.netfscache.protocol.ListVolumes;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Traffic;
import io.netfscache.protocol.View;
import io.netfscache.protocol.VolumeList;
import io.netfscache.protocol.VolumeTraffic;
import io.netfscache.protocol.VolumeTrafficReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The records of all nodes, merged: each node gives, page by page, the records that it owns. A record that moves meanwhile
 * may be given twice, and counts once; only while members come and go may one be missed.
 */
final class RecordLists {
    /** The question for the page after a key. */
    private interface Question<K> {
        Frame after(K key, int limit);
    }

    /** Part of what a node has. */
    private record Page<K, E>(NavigableMap<K, E> entries, boolean more) {}

    private final Nodes nodes;

    RecordLists(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The volumes with the smallest keys. */
    List<VolumeInfo> volumes(int limit) throws CacheException {
        NavigableMap<String, VolumeList.Entry> found =
                smallest(limit, "", ListVolumes::new, VolumeList.class, RecordLists::page);
        List<String> keys = List.copyOf(found.keySet());
        Map<String, Long> counts = counts(keys);
        Map<String, List<NodeTraffic>> traffic = traffic(keys);
        return found.values().stream()
                .map(entry -> new VolumeInfo(
                        entry.key(),
                        entry.coherency(),
                        entry.generation(),
                        counts.getOrDefault(entry.key(), -1L),
                        entry.fencePending(),
                        entry.cacheName(),
                        traffic.getOrDefault(entry.key(), List.of())))
                .toList();
    }

    private static Page<String, VolumeList.Entry> page(VolumeList list) {
        NavigableMap<String, VolumeList.Entry> entries = new TreeMap<>();
        list.volumes().forEach(entry -> entries.put(entry.key(), entry));
        return new Page<>(entries, list.more());
    }

    /** The objects with the smallest ids. */
    List<CookieInfo> cookies(String volumeKey, int limit) throws CacheException {
        Function<CookieList, Page<CookieId, CookieInfo>> page = list -> {
            NavigableMap<CookieId, CookieInfo> entries = new TreeMap<>();
            list.cookies().stream().map(entry -> info(volumeKey, entry)).forEach(info -> entries.put(info.id(), info));
            return new Page<>(entries, list.more());
        };
        Question<CookieId> question = (after, most) -> new ListCookies(volumeKey, after, most);
        return List.copyOf(smallest(limit, CookieId.LOWEST, question, CookieList.class, page)
                .values());
    }

    static CookieInfo info(String volumeKey, CookieList.Entry entry) {
        return new CookieInfo(
                volumeKey,
                entry.key(),
                CookieId.of(volumeKey, entry.key().toArray()),
                entry.objectSize(),
                entry.aux(),
                entry.generation(),
                entry.modifiers(),
                entry.disabled(),
                entry.retired(),
                entry.fencePending());
    }

    private <K extends Comparable<K>, E, F extends Frame> NavigableMap<K, E> smallest(
            int limit, K start, Question<K> question, Class<F> answer, Function<F, Page<K, E>> page)
            throws CacheException {
        checkLimit(limit);
        NavigableMap<K, E> found = new TreeMap<>();
        Map<View.Member, K> unfinished = new LinkedHashMap<>();
        nodes.members().forEach(member -> unfinished.put(member, start));
        while (!unfinished.isEmpty()) {
            Map<View.Member, CompletableFuture<F>> asked = new LinkedHashMap<>();
            unfinished.forEach((member, after) ->
                    asked.put(member, ask(member, question.after(after, Math.min(limit, Limits.MAX_BATCH)), answer)));
            for (Map.Entry<View.Member, CompletableFuture<F>> each : asked.entrySet()) {
                Page<K, E> got = page.apply(await(each.getKey(), each.getValue()));
                got.entries().forEach(found::putIfAbsent);
                if (got.more() && !got.entries().isEmpty()) {
                    unfinished.put(each.getKey(), got.entries().lastKey());
                } else {
                    unfinished.remove(each.getKey());
                }
            }
            while (found.size() > limit) {
                found.pollLastEntry();
            }
            boolean full = found.size() == limit;
            unfinished.values().removeIf(after -> full && after.compareTo(found.lastKey()) >= 0);
        }
        return found;
    }

    /** Records of objects per volume, of all nodes together. */
    private Map<String, Long> counts(List<String> keys) throws CacheException {
        Map<String, Long> counts = new TreeMap<>();
        for (int from = 0; from < keys.size(); from += Limits.MAX_BATCH) {
            List<String> batch = keys.subList(from, Math.min(keys.size(), from + Limits.MAX_BATCH));
            Map<View.Member, CompletableFuture<CookieCounts>> asked = new LinkedHashMap<>();
            nodes.members()
                    .forEach(member -> asked.put(member, ask(member, new CountCookies(batch), CookieCounts.class)));
            for (Map.Entry<View.Member, CompletableFuture<CookieCounts>> each : asked.entrySet()) {
                List<Long> answer =
                        new ArrayList<>(await(each.getKey(), each.getValue()).counts());
                for (int i = 0; i < Math.min(batch.size(), answer.size()); i++) {
                    counts.merge(batch.get(i), answer.get(i), Long::sum);
                }
            }
        }
        return counts;
    }

    /** What was read and stored per volume, of each node. */
    private Map<String, List<NodeTraffic>> traffic(List<String> keys) throws CacheException {
        Map<String, List<NodeTraffic>> traffic = new TreeMap<>();
        for (int from = 0; from < keys.size(); from += Limits.MAX_BATCH) {
            List<String> batch = keys.subList(from, Math.min(keys.size(), from + Limits.MAX_BATCH));
            Map<View.Member, CompletableFuture<VolumeTrafficReport>> asked = new LinkedHashMap<>();
            nodes.members()
                    .forEach(member ->
                            asked.put(member, ask(member, new VolumeTraffic(batch), VolumeTrafficReport.class)));
            for (Map.Entry<View.Member, CompletableFuture<VolumeTrafficReport>> each : asked.entrySet()) {
                View.Member member = each.getKey();
                List<Traffic> answer = await(member, each.getValue()).volumes();
                for (int i = 0; i < Math.min(batch.size(), answer.size()); i++) {
                    traffic.computeIfAbsent(batch.get(i), key -> new ArrayList<>())
                            .add(new NodeTraffic(member.id().toString(), Addresses.text(member), answer.get(i)));
                }
            }
        }
        return traffic;
    }

    private <F extends Frame> CompletableFuture<F> ask(View.Member member, Frame question, Class<F> answer) {
        return nodes.to(member).thenCompose(open -> open.request(question, answer, ClientLimits.LIST_DEADLINE));
    }

    private static <F> F await(View.Member member, CompletableFuture<F> answer) throws CacheException {
        try {
            return Async.await(answer, ClientLimits.LIST_DEADLINE.plus(Limits.CONNECT_DEADLINE), "the list of records");
        } catch (CacheException e) {
            CacheException incomplete = new CacheException(
                    ErrorCode.ENOBUFS,
                    e.reason() == Reason.NONE ? Reason.NO_NODES : e.reason(),
                    "node " + member.id() + " at " + Addresses.text(member)
                            + ", which owns some of the records, does not give them: " + e.getMessage());
            incomplete.initCause(e);
            throw incomplete;
        }
    }

    private static void checkLimit(int limit) throws CacheException {
        if (limit < 1 || limit > ClientLimits.MAX_LISTED) {
            throw new CacheException(
                    ErrorCode.EINVAL,
                    Reason.NONE,
                    "limit: " + limit + " is not between 1 and " + ClientLimits.MAX_LISTED);
        }
    }
}
