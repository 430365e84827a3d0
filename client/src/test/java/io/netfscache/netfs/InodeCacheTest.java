package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netfscache.Volume;
import io.netfscache.origin.MemoryOrigin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which files a mount knows, and what it asks the origin when one is opened. */
@Timeout(10)
final class InodeCacheTest {
    private final MemoryOrigin origin = new MemoryOrigin("memory", true);
    private final AtomicInteger questions = new AtomicInteger();
    private final InodeCache inodes = new InodeCache(
            origin,
            Volume.none(),
            new FolioCache(1 << 20, new ReadRules(Rules.ALL)),
            () -> new FilePages(PageRules.ALL, new AtomicLong()));

    private OriginAttributes old;

    @BeforeEach
    void aFile() {
        old = origin.put("f", new byte[10]);
        origin.beforeRead = path -> questions.incrementAndGet();
    }

    private FileNode openAndClose(String path) throws IOException {
        origin.put(path, new byte[1]);
        FileNode inode = inodes.open(path, null);
        assertThat(inode.close()).isTrue();
        return inode;
    }

    private void fill() throws IOException {
        for (int i = 0; i < NetfsLimits.MAX_IDLE_INODES; i++) {
            openAndClose("filler" + i);
        }
    }

    @Test
    void aFileHasOneInodeWhichOutlivesItsLastClose() throws Exception {
        FileNode inode = inodes.open("f", null);
        assertThat(inodes.open("f", null)).isSameAs(inode);
        assertThat(inode.close()).isFalse();
        assertThat(inode.close()).isTrue();
        assertThat(inodes.find("f")).isSameAs(inode);
        assertThat(inodes.open("f", null)).isSameAs(inode);
    }

    @Test
    void theLeastRecentlyOpenedGoesFirst() throws Exception {
        FileNode first = openAndClose("first");
        openAndClose("second");
        for (int i = 2; i < NetfsLimits.MAX_IDLE_INODES; i++) {
            openAndClose("filler" + i);
        }
        openAndClose("first");

        openAndClose("one more");

        assertThat(inodes.find("first")).isSameAs(first);
        assertThat(inodes.find("second")).isNull();
    }

    @Test
    void whatIsOpenOrDirtyStays() throws Exception {
        FileNode open = inodes.open("f", null);
        FileNode dirty = openAndClose("dirty");
        dirty.pages().write(0, ByteBuffer.wrap(new byte[1]), at -> null);

        fill();

        assertThat(inodes.find("f")).isSameAs(open);
        assertThat(inodes.find("dirty")).isSameAs(dirty);
        assertThat(inodes.find("filler0")).isNull();
    }

    @Test
    void anAnswerThatTheCallerHasIsNotAskedForAgain() throws Exception {
        inodes.open("f", old);
        inodes.open("f", old);
        assertThat(questions).hasValue(0);
    }

    @Test
    void anAnswerThatDiffersFromWhatIsKnownIsAskedForOnceMore() throws Exception {
        FileNode inode = inodes.open("f", old);
        OriginAttributes fresh = origin.put("f", new byte[20]);

        inodes.open("f", null);

        assertThat(questions).hasValue(2);
        assertThat(inode.attributes()).isEqualTo(fresh);
        // The caller's answer may be the older one.
        inodes.open("f", old);
        assertThat(questions).hasValue(3);
        assertThat(inode.attributes()).isEqualTo(fresh);
    }

    @Test
    void anAnswerThatAChangeOfThisMountHasOvertakenIsNotTakenOver() throws Exception {
        FileNode inode = inodes.open("f", old);
        origin.put("f", new byte[20]);
        origin.beforeRead = path -> {
            if (questions.incrementAndGet() == 2) {
                inode.changeTurns();
                inode.changeTurns();
            }
        };

        inodes.open("f", null);

        assertThat(inode.attributes()).isEqualTo(old);
    }

    @Test
    void aClosedMountOpensNothingAndForgetsWhatIsIdle() throws Exception {
        FileNode open = inodes.open("f", null);
        openAndClose("idle");

        assertThat(inodes.close()).isTrue();
        assertThat(inodes.close()).isFalse();

        assertThatIOException().isThrownBy(() -> inodes.open("f", null)).withMessageContaining("memory is closed");
        assertThat(inodes.evictAll()).isFalse();
        assertThat(inodes.find("idle")).isNull();
        assertThat(open.close()).isTrue();
        assertThat(inodes.evictAll()).isTrue();
    }
}
