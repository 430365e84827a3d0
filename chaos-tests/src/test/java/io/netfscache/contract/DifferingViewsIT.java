package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two clients of which one has old attributes of a file do not roll the fleet back and forth. */
@Timeout(300)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class DifferingViewsIT {
    private static final String PATH = "file";
    private static final int SIZE = 10_000;
    private static final int OPENS = Boolean.getBoolean("netfs.long") ? 1_000 : 100;
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2};

    /** Of the file, which each change makes another one. */
    private static Generation generation(ContractCluster cluster, String volume) throws IOException {
        return cluster.record(volume, PATH.getBytes(StandardCharsets.UTF_8)).generation();
    }

    private static byte[] read(Netfs netfs) throws IOException {
        try (NetfsFile file = netfs.open(PATH)) {
            ByteBuffer into = ByteBuffer.allocate(SIZE);
            int unused = file.read(0, into);
            return into.array();
        }
    }

    @Test
    @Row(6)
    void a_filesystem_with_old_attributes_and_one_with_new_ones_read_the_new_version_from_the_origin_once(
            ContractCluster cluster) throws Exception {
        // Given a file that one client has read, and that is changed then
        ViewedOrigin.Server server = new ViewedOrigin.Server(SIZE);
        String volume = ContractCluster.unusedKey("views");
        try (ViewedOrigin oldView = new ViewedOrigin(server, volume);
                ViewedOrigin newView = new ViewedOrigin(server, volume);
                Netfs first = Netfs.mount(cluster.client(0).cache(), oldView, NetfsOptions.DEFAULTS);
                Netfs second = Netfs.mount(cluster.client(1).cache(), newView, NetfsOptions.DEFAULTS)) {
            assertThat(read(first)).isEqualTo(server.contents(1));
            server.change();
            oldView.letAttributesBeOld();
            Set<Generation> generations = new HashSet<>();
            generations.add(generation(cluster, volume));
            long oldBefore = oldView.bytesRead();

            // When the other one meets the new version, and both open it again and again, without folios
            for (int i = 0; i < OPENS; i++) {
                assertThat(read(second)).isEqualTo(server.contents(2));
                assertThat(read(first)).isEqualTo(server.contents(2));
                first.dropFolios();
                second.dropFolios();
                generations.add(generation(cluster, volume));
            }

            // Then that was one change, and at most one read of the origin for each
            assertThat(generations).hasSizeBetween(2, 3);
            assertThat(newView.bytesRead()).isLessThanOrEqualTo(SIZE);
            assertThat(oldView.bytesRead() - oldBefore).isLessThanOrEqualTo(SIZE);
        }
    }

    @Test
    @Row(6)
    void whoever_insists_on_old_coherency_data_is_refused_and_the_other_one_keeps_its_hits(ContractCluster cluster)
            throws Exception {
        Clients clients = Clients.connect(cluster, "views", 2);
        byte[] contents = RangeIo.bytes(1, SIZE);
        RangeIo.write(clients.use(0, "other", OLD, SIZE), 0, contents);
        open(clients, 0, OLD, cookie -> RangeIo.write(cookie, 0, contents));
        open(clients, 1, NEW, cookie -> RangeIo.write(cookie, 0, contents));
        Generation written = generation(cluster, clients.volumeKey());

        for (int i = 0; i < OPENS; i++) {
            open(clients, 0, OLD, cookie -> RangeIo.assertNotCached(Reason.REFUSED_AUX, cookie::beginRead));
            open(
                    clients,
                    1,
                    NEW,
                    cookie -> assertThat(RangeIo.read(cookie, 0, SIZE, ReadHole.FAIL))
                            .isEqualTo(contents));
        }

        assertThat(generation(cluster, clients.volumeKey())).isEqualTo(written);
    }

    private interface Use {
        void of(Cookie cookie) throws Exception;
    }

    private static void open(Clients clients, int client, byte[] aux, Use use) throws Exception {
        Cookie cookie = clients.use(client, PATH, aux, SIZE);
        use.of(cookie);
        cookie.unuse(null, null);
        cookie.relinquish(false);
    }
}
