package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.protocol.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 16 of the contract: what an update has stored is not lost with a node. */
@Timeout(180)
@ExtendWith(ClusterExtension.class)
class UpdateAndNodeLossIT {
    private static final int OBJECTS = 20;
    private static final int SIZE = 1000;
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2};

    @Test
    void updates_are_known_after_a_node_was_killed(ProcessCluster cluster) throws Exception {
        // Given objects whose records are spread over the nodes, all updated
        String volumeKey = "updated-before-the-kill";
        try (FsCache cache = FsCache.connect(ClientConfig.of(cluster.servers()))) {
            assertThat(cache.awaitConnected(Waits.CONNECTED.toMillis())).isTrue();
            Volume volume = cache.acquireVolume(volumeKey, "", new byte[0]);
            for (int i = 0; i < OBJECTS; i++) {
                Cookie cookie = cookie(volume, i, OLD);
                cookie.beginRead().close();
                cookie.update(NEW, 2L * SIZE);
            }
        }

        // When a node is killed
        cluster.node(1).kill9();
        cluster.awaitMembers(2);

        // Then another client is told what was stored, and one with the old coherency data is refused
        try (FsCache cache = FsCache.connect(ClientConfig.of(cluster.servers()))) {
            assertThat(cache.awaitConnected(Waits.CONNECTED.toMillis())).isTrue();
            Volume volume = cache.acquireVolume(volumeKey, "", new byte[0]);
            for (int i = 0; i < OBJECTS; i++) {
                Cookie cookie = cookie(volume, i, OLD);
                await("object " + i + " is refused")
                        .atMost(Waits.SETTLED)
                        .until(() -> Reason.REFUSED_AUX == reason(cookie));
            }
        }
    }

    private static Cookie cookie(Volume volume, int i, byte[] aux) {
        Cookie cookie = volume.acquireCookie(Set.of(), ("file-" + i).getBytes(StandardCharsets.UTF_8), aux, SIZE);
        cookie.use(false);
        return cookie;
    }

    private static Reason reason(Cookie cookie) {
        CacheException refused = catchThrowableOfType(CacheException.class, () -> {
            CacheOperation unused = cookie.beginRead();
        });
        return refused == null ? Reason.NONE : refused.reason();
    }
}
