package io.netfscache.contract;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.InvalidateFlag;
import io.netfscache.Volume;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Some clients, each with another session node, that share one volume. They end with their test. */
final class Clients {
    /** Coherency data of the objects of tests that do not care. */
    static final byte[] AUX = ContractClient.AUX;

    private final ContractCluster cluster;
    private final String volumeKey;
    private final String cacheName;
    private final List<ContractClient> clients = new ArrayList<>();
    private final List<Volume> volumes = new ArrayList<>();

    private Clients(ContractCluster cluster, String volumeKey, String cacheName) {
        this.cluster = cluster;
        this.volumeKey = volumeKey;
        this.cacheName = cacheName;
    }

    /** In a volume that no other test has. */
    static Clients connect(ContractCluster cluster, String volume, int count)
            throws InterruptedException, CacheException {
        return connect(cluster, volume, "", count);
    }

    /** In a volume that no other test has, in that cache. */
    static Clients connect(ContractCluster cluster, String volume, String cacheName, int count)
            throws InterruptedException, CacheException {
        Clients clients = new Clients(cluster, ContractCluster.unusedKey(volume), cacheName);
        for (int i = 0; i < count; i++) {
            clients.add(Duration.ofMillis(200));
        }
        return clients;
    }

    /** One more; its number. */
    int add(Duration lruDelay) throws InterruptedException, CacheException {
        ContractClient client = cluster.client(clients.size() % ContractCluster.NODES, lruDelay);
        clients.add(client);
        volumes.add(client.cache().acquireVolume(volumeKey, cacheName, AUX));
        return clients.size() - 1;
    }

    String volumeKey() {
        return volumeKey;
    }

    FsCache cache(int client) {
        return clients.get(client).cache();
    }

    Volume volume(int client) {
        return volumes.get(client);
    }

    /** Others may fill it before the look-up that creates it is answered: it is looked into from the beginning. */
    Cookie cookie(int client, String name, byte[] aux, long size) {
        Cookie cookie = volume(client).acquireCookie(Set.of(), name.getBytes(StandardCharsets.UTF_8), aux, size);
        cookie.notePageRelease();
        return cookie;
    }

    /** In use by a reader. */
    Cookie use(int client, String name, long size) {
        return use(client, name, AUX, size);
    }

    Cookie use(int client, String name, byte[] aux, long size) {
        Cookie cookie = cookie(client, name, aux, size);
        cookie.use(false);
        return cookie;
    }

    /** In use by somebody who is going to change it. */
    Cookie modify(int client, String name, long size) {
        Cookie cookie = cookie(client, name, AUX, size);
        cookie.use(true);
        return cookie;
    }

    /** Invalidates, with the same coherency data, and waits until that is complete. */
    static void invalidate(Cookie cookie, long size, InvalidateFlag... flags) throws Exception {
        Void unused = cookie.invalidate(null, size, Set.of(flags))
                .toCompletableFuture()
                .get(Limits.INVALIDATE_DEADLINE.toSeconds() * 2, TimeUnit.SECONDS);
    }

    /** Frames of these types that nodes send to the client wait until the rule is closed. */
    Firewall.Rule holdAnswers(int client, FrameType first, FrameType... more) {
        return cluster.firewall().hold(clients.get(client).principal(), Firewall.Way.TO_CLIENT, first, more);
    }

    /** Frames of these types that the client sends wait until the rule is closed. */
    Firewall.Rule holdRequests(int client, FrameType first, FrameType... more) {
        return cluster.firewall().hold(clients.get(client).principal(), Firewall.Way.TO_NODE, first, more);
    }
}
