package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.CookieState;
import io.netfscache.netfs.HeapFolio;
import io.netfscache.netfs.NetfsInode;
import io.netfscache.netfs.WritebackControl;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The pin of a file with dirty folios: fscache_dirty_folio, fscache_unpin_writeback, fscache_clear_inode_writeback. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class WritebackIT {
    private static final String NAME = "file";
    private static final byte[] KEY = NAME.getBytes(StandardCharsets.UTF_8);
    private static final int SIZE = 3 * Pages.PAGE;
    private static final byte[] NEW_AUX = {2};

    private static void awaitModifiers(ContractCluster cluster, Clients clients, int modifiers) {
        await("the record has " + modifiers + " modifiers")
                .atMost(Io.SOON)
                .until(() -> cluster.record(clients.volumeKey(), KEY).modifiers() == modifiers);
    }

    @Test
    @Row({20, 21})
    void a_file_is_pinned_while_a_folio_is_dirty_also_when_everybody_has_closed_it(ContractCluster cluster)
            throws Exception {
        // Given a file that is open, and two dirty folios
        Clients clients = Clients.connect(cluster, "pinned", 1);
        Cookie cookie = clients.use(0, NAME, SIZE);
        NetfsInode inode = new NetfsInode(cookie);
        Pages pages = new Pages(cookie, SIZE);
        HeapFolio one = pages.marked(0, Io.contents('1', Pages.PAGE));
        HeapFolio two = pages.marked(Pages.PAGE, Io.contents('2', Pages.PAGE));
        assertThat(cluster.record(clients.volumeKey(), KEY).modifiers()).isZero();
        assertThat(inode.dirtyFolio(one)).isTrue();
        assertThat(inode.dirtyFolio(one)).isFalse();
        assertThat(inode.dirtyFolio(two)).isTrue();

        // When everybody has closed it, for longer than a cookie that nobody uses keeps its mark
        Cookie idle = clients.use(0, "idle", SIZE);
        idle.beginRead().close();
        cookie.unuse(null, null);
        idle.unuse(null, null);
        await("what nobody uses is given up")
                .atMost(Io.SOON)
                .until(() -> idle.state() instanceof CookieState.Quiescent);

        // Then it is in use by somebody who modifies it, until the last folio has been written
        awaitModifiers(cluster, clients, 1);
        assertThat(pages.write(0, 2 * Pages.PAGE).transferred()).isEqualTo(2 * Pages.PAGE);
        WritebackControl first = inode.written(List.of(one));
        inode.unpinWriteback(first);
        assertThat(first.unpinnedFscacheWb()).isFalse();
        assertThat(Io.read(cookie, Pages.PAGE)).isEqualTo(Io.contents('1', Pages.PAGE));
        assertThat(cluster.record(clients.volumeKey(), KEY).modifiers()).isEqualTo(1);

        WritebackControl last = inode.written(List.of(two));
        assertThat(last.unpinnedFscacheWb()).isTrue();
        inode.unpinWriteback(last);
        inode.unpinWriteback(last);
        assertThat(Io.error(cookie::beginRead).code()).isEqualTo(ErrorCode.ENOBUFS);
        awaitModifiers(cluster, clients, 0);
    }

    @Test
    @Row({20, 22})
    void clearing_at_eviction_drops_a_left_over_mark_and_stores_coherency_data_and_size(ContractCluster cluster)
            throws Exception {
        // Given a file that nobody has open, whose dirty folio has been given up
        Clients clients = Clients.connect(cluster, "evicted", 1);
        Cookie cookie = clients.cookie(0, NAME, Clients.AUX, SIZE);
        NetfsInode inode = new NetfsInode(cookie);
        HeapFolio folio = new HeapFolio(0, Pages.PAGE, ObjectGeneration.NONE);
        assertThat(inode.dirtyFolio(folio)).isTrue();
        cookie.beginWrite().close();
        awaitModifiers(cluster, clients, 1);

        // When it leaves memory
        inode.clearWriteback(NEW_AUX, 2 * Pages.PAGE);

        // Then the record has what it has become, and the mark is gone
        CookieInfo record = cluster.record(clients.volumeKey(), KEY);
        assertThat(record.aux()).isEqualTo(Bytes.of(NEW_AUX));
        assertThat(record.size()).isEqualTo(2 * Pages.PAGE);
        awaitModifiers(cluster, clients, 0);
        inode.clearWriteback(new byte[] {3}, SIZE);
        assertThat(cluster.record(clients.volumeKey(), KEY).aux())
                .as("without a left-over mark nothing is stored")
                .isEqualTo(Bytes.of(NEW_AUX));
        cookie.relinquish(false);
    }
}
