package io.netfscache.chaos;

import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.VolumeInfo;
import java.io.IOException;
import java.util.Optional;

/** What the cluster says of objects when an operator asks. */
final class ClusterView implements AutoCloseable {
    private static final int MANY = 10_000;

    private final ClusterAdmin admin;

    ClusterView(ProcessCluster cluster) throws IOException {
        admin = ClusterAdmin.connect(ClientConfig.of(cluster.servers()));
    }

    /** The record of the object, if there is one. */
    Optional<CookieInfo> object(String volumeKey, byte[] key) throws IOException {
        return explain(volumeKey, key).object();
    }

    /** The only object of that size in a volume whose key contains {@code part}. */
    CookieInfo only(String part, long size) throws IOException {
        for (VolumeInfo volume : admin.volumes(MANY)) {
            if (volume.key().contains(part)) {
                for (CookieInfo cookie : admin.cookies(volume.key(), MANY)) {
                    if (cookie.size() == size) {
                        return cookie;
                    }
                }
            }
        }
        throw new AssertionError(
                "no volume with " + part + " in its key has an object of " + size + " bytes: " + admin.volumes(MANY));
    }

    /** Sessions that use the object, on all nodes together. */
    int users(CookieInfo object) throws IOException {
        return explain(object.volumeKey(), object.key().toArray()).nodes().stream()
                .mapToInt(Explanation.OfNode::sessions)
                .sum();
    }

    /** Sessions whose mark as a modifier the record of the object has. */
    int modifiers(CookieInfo object) throws IOException {
        return object(object.volumeKey(), object.key().toArray())
                .map(CookieInfo::modifiers)
                .orElse(0);
    }

    private Explanation explain(String volumeKey, byte[] key) throws IOException {
        return admin.explain(volumeKey, key);
    }

    @Override
    public void close() {
        admin.close();
    }
}
