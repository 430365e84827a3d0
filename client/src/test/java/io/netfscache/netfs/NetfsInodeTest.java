package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.AddressSpace;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.InvalidateFlag;
import io.netfscache.IoTerminated;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FSCACHE rows 20 to 22: when the pin of a file is taken and given back. */
@Timeout(30)
final class NetfsInodeTest {
    private final UsesCookie cookie = new UsesCookie();
    private final NetfsInode inode = new NetfsInode(cookie);

    private static HeapFolio folio(int number) {
        return new HeapFolio(number * 4096L, 4096, ObjectGeneration.NONE);
    }

    @Test
    void theFirstDirtyFolioTakesAMarkAndTheLastOneWrittenGivesItBack() throws Exception {
        HeapFolio one = folio(1);
        HeapFolio two = folio(2);

        assertThat(inode.dirtyFolio(one)).isTrue();
        assertThat(inode.dirtyFolio(one)).as("is dirty already").isFalse();
        assertThat(inode.dirtyFolio(two)).isTrue();
        assertThat(inode.dirtyFolios()).isEqualTo(2);
        assertThat(cookie.calls).containsExactly("use true");

        WritebackControl first = inode.written(List.of(one));
        inode.unpinWriteback(first);
        assertThat(first.unpinnedFscacheWb()).isFalse();
        assertThat(cookie.calls).hasSize(1);

        WritebackControl last = inode.written(List.of(two));
        assertThat(last.unpinnedFscacheWb()).isTrue();
        assertThat(cookie.calls).as("the pin is held until it is dropped").hasSize(1);
        inode.unpinWriteback(last);
        inode.unpinWriteback(last);
        assertThat(cookie.calls).containsExactly("use true", "unuse null null");
    }

    @Test
    void whatBecomesDirtyDuringTheWriteBackHasAMarkOfItsOwn() throws Exception {
        HeapFolio one = folio(1);
        inode.dirtyFolio(one);
        WritebackControl control = inode.written(List.of(one, folio(2)));

        assertThat(inode.dirtyFolio(one)).isTrue();
        inode.unpinWriteback(control);

        assertThat(cookie.calls).containsExactly("use true", "use true", "unuse null null");
        assertThat(inode.dirtyFolios()).isEqualTo(1);
    }

    @Test
    void clearingGivesEveryLeftOverMarkBackOnceAndTellsTheAttributes() throws Exception {
        HeapFolio one = folio(1);
        inode.dirtyFolio(one);
        WritebackControl unspent = inode.written(List.of(one));
        inode.dirtyFolio(one);

        inode.clearWriteback(new byte[] {7}, 5000);
        inode.clearWriteback(new byte[] {8}, 6000);
        inode.unpinWriteback(unspent);

        assertThat(cookie.calls).containsExactly("use true", "use true", "unuse null null", "unuse [7] 5000");
        assertThat(inode.dirtyFolios()).isZero();
    }

    @Test
    void withoutALeftOverMarkClearingDoesNothing() throws Exception {
        inode.clearWriteback(new byte[] {7}, 5000);

        assertThat(cookie.calls).isEmpty();
    }

    @Test
    void aMarkThatCannotBeTakenLeavesTheFolioCleanAndTheNextOneTriesAgain() {
        HeapFolio one = folio(1);
        cookie.refusesUse = true;
        assertThatThrownBy(() -> inode.dirtyFolio(one)).isInstanceOf(IllegalStateException.class);
        assertThat(inode.dirtyFolios()).isZero();

        cookie.refusesUse = false;

        assertThat(inode.dirtyFolio(one)).isTrue();
        assertThat(cookie.calls).containsExactly("use true");
    }

    @Test
    void anUnuseThatFailsIsToldAndNotDoneAgain() throws Exception {
        inode.dirtyFolio(folio(1));
        cookie.failsUnuse = true;

        assertThatThrownBy(() -> inode.clearWriteback(null, 0)).isInstanceOf(CacheException.class);
        inode.clearWriteback(null, 0);

        assertThat(cookie.calls).containsExactly("use true", "unuse null 0");
    }

    @Test
    void aFileThatIsNotCachedIsPinnedForNothing() throws Exception {
        NetfsInode uncached = new NetfsInode(Cookie.none());
        HeapFolio one = folio(1);

        assertThat(uncached.dirtyFolio(one)).isTrue();
        uncached.unpinWriteback(uncached.written(List.of(one)));
        uncached.clearWriteback(null, 0);

        assertThat(uncached.cookie()).isSameAs(Cookie.none());
        assertThat(uncached.dirtyFolios()).isZero();
    }

    /** Counts uses. */
    private static final class UsesCookie implements Cookie {
        final List<String> calls = new ArrayList<>();
        boolean refusesUse;
        boolean failsUnuse;

        @Override
        public void use(boolean willModify) {
            if (refusesUse) {
                throw new IllegalStateException("refused");
            }
            calls.add("use " + willModify);
        }

        @Override
        public void unuse(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException {
            calls.add("unuse " + (aux == null ? "null" : Arrays.toString(aux)) + " " + objectSize);
            if (failsUnuse) {
                throw new CacheException(ErrorCode.ETIMEDOUT, Reason.DEADLINE, "unknown");
            }
        }

        @Override
        public void relinquish(boolean retire) {
            throw new AssertionError("not the inode's");
        }

        @Override
        public CacheOperation beginRead() {
            throw new AssertionError("not the inode's");
        }

        @Override
        public CacheOperation beginWrite() {
            throw new AssertionError("not the inode's");
        }

        @Override
        public void update(byte @Nullable [] aux, @Nullable Long objectSize) {
            throw new AssertionError("not the inode's");
        }

        @Override
        public CompletionStage<Void> invalidate(byte @Nullable [] aux, long objectSize, Set<InvalidateFlag> flags) {
            throw new AssertionError("not the inode's");
        }

        @Override
        public void resize(long newSize) {
            throw new AssertionError("not the inode's");
        }

        @Override
        public void writeToCache(
                AddressSpace mapping, long start, long length, long iSize, IoTerminated terminated, boolean caching) {
            throw new AssertionError("not the inode's");
        }

        @Override
        public void notePageRelease() {
            throw new AssertionError("not the inode's");
        }

        @Override
        public boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length) {
            throw new AssertionError("not the inode's");
        }

        @Override
        public long objectSize() {
            return 0;
        }

        @Override
        public CookieState state() {
            throw new AssertionError("not the inode's");
        }

        @Override
        public boolean enabled() {
            return true;
        }
    }
}
