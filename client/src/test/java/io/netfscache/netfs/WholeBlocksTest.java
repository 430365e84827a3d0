package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.CacheOperation;
import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.origin.MemoryOrigin;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A folio has whole blocks, up to the end of the file: who writes to a block takes what is around that from the one folio
 * with the block's first byte.
 */
@Timeout(60)
final class WholeBlocksTest {
    private static final int READ_AHEAD_BYTES = 128 << 10;

    private final ReadRules rules = new ReadRules(Rules.ALL);
    private final FolioCache folios = new FolioCache(64 << 20, rules);
    private final NetfsCounters counters = new NetfsCounters();
    private final FolioLoader loader =
            new FolioLoader(counters, new WriteBehind(32 << 20, counters, Wiring.clock()), rules);
    private final MemoryOrigin origin = new MemoryOrigin("memory", true);
    private FakeNode node;
    private FsCache cache;
    private FileNode inode;
    private ReadAhead ahead;

    @BeforeEach
    void open() throws Exception {
        node = new FakeNode(1);
        cache = node.client();
        origin.put("f", bytes(930));
        Volume volume = cache.acquireVolume(origin.volumeKey(), "", new byte[0]);
        inode = new FileNode(origin, volume, "f", origin.stat("f"), new FilePages(PageRules.ALL, new AtomicLong()));
        inode.open(origin.stat("f"), inode.changes());
        ahead = new ReadAhead(inode, folios, loader, Runnable::run, READ_AHEAD_BYTES);
    }

    @AfterEach
    void close() throws Exception {
        ahead.close();
        cache.close();
        node.close();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void becomes(int size) throws IOException {
        origin.put("f", bytes(size));
        inode.refresh();
    }

    private void readsOn(int position, int length) throws IOException {
        try (CacheOperation operation = inode.cookie().beginRead()) {
            if (folios.find(inode, position, operation.generation()) == null) {
                Folio unused = ahead.folio(operation, position, length);
            }
            ahead.took(operation.objectSize(), position + length);
        }
    }

    private Folio folioAt(long position) throws IOException {
        try (CacheOperation operation = inode.cookie().beginRead()) {
            Folio folio = folios.find(inode, position, operation.generation());
            assertThat(folio).as("folio with %d", position).isNotNull();
            return folio;
        }
    }

    @Test
    void whatIsReadAheadOfAFileThatHasGrownLeavesTheBlockWithItsOldEndInOneFolio() throws Exception {
        // Given a reader that goes on in a file, which it has to its end
        readsOn(0, 100);
        // When the file grows, within the block, and its first block is read anew, by somebody else
        becomes(3642);
        try (CacheOperation operation = inode.cookie().beginRead()) {
            folios.add(loader.load(inode, operation, 0, 3642));
        }
        // And the reader goes on, and fetches ahead
        readsOn(100, 100);

        // Then a write finds all that is around it
        assertThat(folioAt(0).end()).isEqualTo(3642);
        assertThat(folioAt(3641).start()).isZero();
        DirtyPages pages = new DirtyPages(PageRules.ALL);
        pages.write(1896, ByteBuffer.wrap(bytes(3104)), at -> folios.at(inode, at));
        ByteBuffer block = ByteBuffer.allocate(DirtyPage.BYTES);
        pages.page(0).copyAll(block, 0);
        assertThat(block.slice(0, 1896)).isEqualTo(ByteBuffer.wrap(bytes(3642), 0, 1896));
    }

    @Test
    void whatIsFetchedAheadOfAFileThatGrowsOnTheWayGoesToTheEndOfItsBlock() throws Exception {
        // Given a reader that has some of a file's second half on its way
        int oldEnd = (1 << 20) + 930;
        becomes(oldEnd);
        List<Runnable> later = new ArrayList<>();
        ahead = new ReadAhead(inode, folios, loader, later::add, READ_AHEAD_BYTES);
        readsOn(0, (1 << 20) - DirtyPage.BYTES);

        // When the file grows, and only then that is fetched
        becomes(oldEnd + 1000);
        assertThat(later).isNotEmpty();
        later.forEach(Runnable::run);

        // Then that is all of the block, not what was of it before
        assertThat(folioAt(1 << 20).end()).isEqualTo(oldEnd + 1000);
    }

    @Test
    void ofAnotherGenerationsFolioWholeBlocksStayBesideOneThatIsAdded() throws Exception {
        ObjectGeneration before = generation(1);
        folios.add(new Folio(inode, before, 0, ByteBuffer.allocate(3 * DirtyPage.BYTES)));

        folios.add(new Folio(inode, generation(2), DirtyPage.BYTES, ByteBuffer.allocate(930)));

        assertThat(folios.at(inode, 0).end()).isEqualTo(DirtyPage.BYTES);
        assertThat(folios.at(inode, DirtyPage.BYTES + 930)).isNull();
        assertThat(folios.at(inode, 2 * DirtyPage.BYTES).generation()).isEqualTo(before);
    }

    @Test
    void aFolioThatBeginsWithinABlockIsAMistake() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Folio(inode, generation(1), 930, ByteBuffer.allocate(10)));
    }

    private static ObjectGeneration generation(long number) {
        return new ObjectGeneration(new Generation(1, 1), new Generation(number, 1));
    }
}
