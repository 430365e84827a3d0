package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.ChunkLocation;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CacheList;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Explain;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ListCaches;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.ObjectReport;
import io.netfscache.protocol.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all nodes at once what they know, of an object or of their caches; those that do not answer are passed over. */
final class Explainer {
    private static final Logger LOG = LoggerFactory.getLogger(Explainer.class);

    private final Nodes nodes;
    private final int chunkBytes;

    Explainer(Nodes nodes, int chunkBytes) {
        this.nodes = nodes;
        this.chunkBytes = chunkBytes;
    }

    List<CacheInfo> caches() {
        List<CacheInfo> caches = new ArrayList<>();
        answers(new ListCaches(), CacheList.class)
                .forEach((member, list) ->
                        list.ifPresent(known -> known.caches().forEach(cache -> caches.add(info(member, cache)))));
        return caches;
    }

    private static CacheInfo info(View.Member member, CacheList.Entry cache) {
        return new CacheInfo(
                member.id().toString(),
                Addresses.text(member),
                cache.name(),
                cache.directory(),
                cache.state(),
                cache.diskBytes(),
                cache.freeBytes(),
                cache.presentBytes(),
                cache.maxBytes(),
                cache.chunks(),
                cache.bstopPercent());
    }

    /** The chunks are asked for last: a node verifies the generation to answer that. */
    Explanation explain(String volumeKey, byte[] objectKey) {
        CookieId id = CookieId.of(volumeKey, objectKey);
        Map<View.Member, Optional<ObjectReport>> reports =
                answers(new Explain(volumeKey, Bytes.of(objectKey)), ObjectReport.class);
        List<ObjectReport> known =
                reports.values().stream().flatMap(Optional::stream).toList();
        Optional<VolumeInfo> volume = known.stream()
                .flatMap(report -> report.volume().stream())
                .findFirst()
                .map(entry -> new VolumeInfo(
                        entry.key(),
                        entry.coherency(),
                        entry.generation(),
                        -1,
                        entry.fencePending(),
                        entry.cacheName(),
                        List.of()));
        Optional<CookieInfo> object = known.stream()
                .flatMap(report -> report.object().stream())
                .findFirst()
                .map(entry -> RecordLists.info(volumeKey, entry));
        Optional<ObjectGeneration> current = volume.flatMap(of -> object.filter(record -> !record.retired())
                .map(record -> new ObjectGeneration(of.generation(), record.generation())));
        List<Explanation.OfNode> ofNodes = new ArrayList<>();
        List<Explanation.NotCached> recent = new ArrayList<>();
        reports.forEach((member, report) -> {
            ofNodes.add(ofNode(member, report, current));
            report.ifPresent(some -> some.recent().forEach(each -> recent.add(notCached(member, each))));
        });
        recent.sort(Comparator.comparing(Explanation.NotCached::age));
        List<ChunkLocation> chunks = object.isPresent() && current.isPresent()
                ? new ChunkSearch(
                                nodes,
                                member -> reports.getOrDefault(member, Optional.empty())
                                        .isPresent())
                        .find(new ChunkSearch.Contents(
                                id, current.get(), object.get().size(), chunkBytes))
                : List.of();
        return new Explanation(volume, object, chunks, ofNodes, recent);
    }

    private static Explanation.OfNode ofNode(
            View.Member member, Optional<ObjectReport> report, Optional<ObjectGeneration> current) {
        String node = member.id().toString();
        String address = Addresses.text(member);
        return report.map(some -> new Explanation.OfNode(
                        node,
                        address,
                        true,
                        some.serving(),
                        current.filter(some.verified()::equals).isPresent(),
                        some.sessions()))
                .orElse(new Explanation.OfNode(node, address, false, false, false, 0));
    }

    private static Explanation.NotCached notCached(View.Member member, ObjectReport.Recent recent) {
        return new Explanation.NotCached(
                recent.reason(),
                member.id().toString(),
                recent.reporter(),
                Duration.ofMillis(recent.ageMillis()),
                recent.count());
    }

    /** What each node of the view answers; nothing: it does not. */
    private <F extends Frame> Map<View.Member, Optional<F>> answers(Frame question, Class<F> answer) {
        Map<View.Member, CompletableFuture<F>> asked = new LinkedHashMap<>();
        nodes.members()
                .forEach(member -> asked.put(
                        member,
                        nodes.to(member).thenCompose(open -> open.request(question, answer, Limits.READ_DEADLINE))));
        Map<View.Member, Optional<F>> answers = new LinkedHashMap<>();
        asked.forEach((member, future) -> {
            try {
                answers.put(
                        member,
                        Optional.of(
                                Async.await(future, Limits.READ_DEADLINE.plus(Limits.CONNECT_DEADLINE), "the answer")));
            } catch (CacheException e) {
                LOG.atDebug().addKeyValue("node", member.id()).setCause(e).log("does not answer");
                answers.put(member, Optional.empty());
            }
        });
        return answers;
    }
}
