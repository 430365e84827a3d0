package io.netfscache.cli;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.NodeReport;
import io.netfscache.ObjectHolding;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cluster that says what it was told to; knows how many questions were under way at a time. */
final class FakeCluster implements ClusterAdmin {
    final List<NodeReport> nodes = new ArrayList<>();
    final List<VolumeInfo> volumes = new ArrayList<>();
    final List<CookieInfo> cookies = new ArrayList<>();
    final List<CacheInfo> caches = new ArrayList<>();
    final List<ObjectHolding> holdings = new ArrayList<>();
    final List<CacheChange> changes = new ArrayList<>();
    final Map<Bytes, Explanation> explanations = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final AtomicInteger explained = new AtomicInteger();

    static final Explanation NOTHING = new Explanation(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(new Explanation.OfNode("n1", "10.0.0.7:7440", true, true, true, 0)),
            List.of());

    @Override
    public List<NodeReport> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public List<String> replaceVoter(String lost, String replacement) throws CacheException {
        if (lost.equals(replacement)) {
            throw new CacheException(ErrorCode.EINVAL, Reason.NONE, "a voter cannot replace itself");
        }
        return List.of(replacement);
    }

    @Override
    public List<VolumeInfo> volumes(int limit) {
        asked.add("volumes " + limit);
        return volumes.stream().limit(limit).toList();
    }

    @Override
    public List<CookieInfo> cookies(String volumeKey, int limit) {
        asked.add("cookies " + volumeKey + " " + limit);
        return cookies.stream().limit(limit).toList();
    }

    @Override
    public List<CacheInfo> caches() {
        return List.copyOf(caches);
    }

    @Override
    public List<CacheChange> withdrawCache(String name, @Nullable String node) {
        asked.add("withdraw " + name + " " + node);
        return List.copyOf(changes);
    }

    @Override
    public List<CacheChange> resumeCache(String name, @Nullable String node) {
        asked.add("resume " + name + " " + node);
        return List.copyOf(changes);
    }

    @Override
    public Explanation explain(String volumeKey, byte[] objectKey) {
        explained.incrementAndGet();
        return explanations.getOrDefault(Bytes.of(objectKey), NOTHING);
    }

    @Override
    public List<ObjectHolding> inUse(String volumeKey, byte[] objectKey) {
        asked.add("inuse " + volumeKey + " " + new String(objectKey, StandardCharsets.UTF_8));
        return List.copyOf(holdings);
    }

    @Override
    public List<ObjectHolding> cull(String volumeKey, byte[] objectKey) throws CacheException {
        asked.add("cull " + volumeKey + " " + new String(objectKey, StandardCharsets.UTF_8));
        int users = holdings.stream().mapToInt(ObjectHolding::users).sum();
        if (users > 0) {
            throw new CacheException(ErrorCode.EBUSY, Reason.NONE, users + " clients use the object");
        }
        return List.copyOf(holdings);
    }

    @Override
    public void close() {}
}
