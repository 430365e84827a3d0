package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.InvalidateFlag;
import io.netfscache.Volume;
import io.netfscache.netfs.HeapFolio;
import io.netfscache.netfs.HeapMapping;
import io.netfscache.netfs.NetfsInode;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stands for NULL: every call is legal and does nothing. */
@Timeout(60)
@ExtendWith(RowsMustRun.class)
class DisabledTest {
    private static final byte[] ANY = {1, 2, 3};

    private static void assertCachesNothing(Cookie cookie) throws Exception {
        cookie.use(true);
        for (CacheException refused :
                new CacheException[] {Io.error(cookie::beginRead), Io.error(cookie::beginWrite)}) {
            assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(refused.reason()).isEqualTo(Reason.CACHING_DISABLED);
        }
        assertThat(cookie.enabled()).isFalse();
        assertThatCode(() -> {
                    cookie.update(ANY, 7L);
                    cookie.resize(8);
                    Io.await(cookie.invalidate(ANY, 9, Set.of(InvalidateFlag.DIO_WRITE)));
                    cookie.unuse(ANY, 10L);
                    cookie.unuse(null, null);
                    cookie.relinquish(true);
                    cookie.relinquish(false);
                })
                .doesNotThrowAnyException();
        assertThat(cookie.objectSize()).isZero();
        assertThat(cookie.state()).isNotNull();
    }

    /** The calls of who has folios: nothing is stored, and no mark stays. */
    private static void assertStoresNoFolios(Cookie cookie) throws Exception {
        HeapMapping mapping = new HeapMapping();
        HeapFolio folio = new HeapFolio(0, 4096, ObjectGeneration.NONE);
        mapping.add(folio);
        folio.startFscache();
        for (boolean caching : new boolean[] {false, true}) {
            Termination termination = new Termination();
            cookie.writeToCache(mapping, 0, 4096, 4096, termination, caching);
            assertThat(termination.error().code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(folio.isFscache()).isNotEqualTo(caching);
        }
        NetfsInode inode = new NetfsInode(cookie);
        assertThat(inode.dirtyFolio(folio)).isTrue();
        inode.unpinWriteback(inode.written(List.of(folio)));
        inode.dirtyFolio(folio);
        inode.clearWriteback(ANY, 7);
        cookie.notePageRelease();
        assertThat(cookie.carries(ObjectGeneration.NONE, ObjectGeneration.NONE, 0, 1))
                .isFalse();
    }

    @Row(3)
    @Test
    void no_cookie_takes_every_call_and_caches_nothing() throws Exception {
        assertCachesNothing(Cookie.none());
        assertStoresNoFolios(Cookie.none());
    }

    @Row(3)
    @Test
    void no_volume_takes_every_call_and_gives_no_cookie() throws Exception {
        Volume volume = Volume.none();

        assertThat(volume.acquireCookie(Set.of(), ANY, ANY, 4)).isSameAs(Cookie.none());
        assertThat(volume.locate(ANY)).isEmpty();
        assertThat(volume.key()).isNotNull();
        assertThatCode(() -> {
                    volume.noteNotCached(ANY, Reason.NO_VALIDATOR);
                    volume.relinquish(ANY, true);
                    volume.relinquish(ANY, false);
                })
                .doesNotThrowAnyException();
    }

    @Row(3)
    @Test
    void a_disabled_cache_takes_every_call_and_caches_nothing() throws Exception {
        FsCache cache = FsCache.disabled();

        Volume volume = cache.acquireVolume("volume", "", ANY);
        assertCachesNothing(volume.acquireCookie(Set.of(), ANY, ANY, 4));
        assertStoresNoFolios(volume.acquireCookie(Set.of(), ANY, ANY, 4));
        assertThat(cache.acquireVolume("volume", "", ANY).key()).isEqualTo(volume.key());
        assertThat(cache.nodes()).isEmpty();
        assertThat(cache.stats().requests()).isZero();
        assertThat(cache.awaitConnected(0)).isFalse();
        cache.close();
        cache.close();
        assertCachesNothing(cache.acquireVolume("later", "", ANY).acquireCookie(Set.of(), ANY, ANY, 4));
    }
}
