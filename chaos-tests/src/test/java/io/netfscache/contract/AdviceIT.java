package io.netfscache.contract;

import static io.netfscache.contract.ContractClient.AUX;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.Advice;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Advice flags have effect. */
@Timeout(120)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class AdviceIT {
    private static final int SIZE = 2 * Limits.BLOCK_BYTES;
    private static final byte[] CONTENTS = Io.contents('c', SIZE);
    private static final byte[] KEY = {1};
    private static final byte[] NEW_AUX = {2};

    private static Cookie inUse(Volume volume, boolean willModify, long size, Advice... advice) {
        Cookie cookie = volume.acquireCookie(Set.of(advice), KEY, AUX, size);
        cookie.use(willModify);
        return cookie;
    }

    private static void fillBlock(Cookie cookie, int block) throws CacheException {
        try (CacheOperation write = cookie.beginWrite()) {
            int position = block * Limits.BLOCK_BYTES;
            assertThat(write.write(position, ByteBuffer.wrap(CONTENTS, 0, Limits.BLOCK_BYTES)))
                    .isEqualTo(Limits.BLOCK_BYTES);
        }
    }

    private static int readUpToHole(Cookie cookie) throws CacheException {
        try (CacheOperation read = cookie.beginRead()) {
            return read.read(0, ByteBuffer.allocate(SIZE), ReadHole.IGNORE);
        }
    }

    @Row(5)
    @Test
    void of_a_single_chunk_object_all_is_cached_or_nothing(ContractCluster cluster) throws Exception {
        // Given one of which the first of two blocks is stored
        String volumeKey = ContractCluster.unusedKey("single");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey), false, SIZE, Advice.SINGLE_CHUNK);
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey), false, SIZE, Advice.SINGLE_CHUNK);
        fillBlock(cookie, 0);

        // Then nobody reads that block
        for (Cookie each : Arrays.asList(cookie, ofOther)) {
            assertThat(Io.code(() -> Io.read(each, Limits.BLOCK_BYTES))).isEqualTo(ErrorCode.ENODATA);
            assertThat(readUpToHole(each)).isZero();
        }

        // When the other one is stored too, then both do
        fillBlock(cookie, 1);
        for (Cookie each : Arrays.asList(cookie, ofOther)) {
            assertThat(Io.read(each, SIZE)).isEqualTo(CONTENTS);
            assertThat(Io.read(each, Limits.BLOCK_BYTES, Limits.BLOCK_BYTES)).hasSize(Limits.BLOCK_BYTES);
        }
    }

    @Row(5)
    @Test
    void a_single_chunk_object_that_is_larger_than_a_chunk_is_not_cached(ContractCluster cluster) throws Exception {
        Volume volume = cluster.client(0).volume(ContractCluster.unusedKey("large"));
        Cookie large = inUse(volume, false, ContractCluster.CHUNK_BYTES + 1, Advice.SINGLE_CHUNK);

        CacheException refused = Io.error(large::beginWrite);

        assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(refused.reason()).isEqualTo(Reason.SINGLE_CHUNK);
        large.unuse(null, null);
        large.relinquish(false);
        inUse(volume, false, ContractCluster.CHUNK_BYTES, Advice.SINGLE_CHUNK)
                .beginWrite()
                .close();
    }

    @Row(5)
    @Test
    void modifications_of_a_write_nocache_object_are_not_copied_to_the_cache(ContractCluster cluster) throws Exception {
        // Given an object that is cached
        String volumeKey = ContractCluster.unusedKey("nocache");
        Cookie modified = inUse(cluster.client(0).volume(volumeKey), false, SIZE, Advice.WRITE_NOCACHE);
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey), false, SIZE);
        Io.fill(modified, CONTENTS);
        assertThat(Io.read(ofOther, SIZE)).isEqualTo(CONTENTS);

        // When it is modified
        modified.use(true);
        CacheException refused = Io.error(() -> Io.fill(modified, CONTENTS));
        modified.unuse(NEW_AUX, (long) SIZE);

        // Then the cache has neither the new nor, any longer, the old contents
        assertThat(refused.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(refused.reason()).isEqualTo(Reason.WRITE_NOCACHE);
        assertThat(Io.code(() -> Io.read(ofOther, Limits.BLOCK_BYTES))).isEqualTo(ErrorCode.ENODATA);
        assertThat(Io.code(() -> Io.read(ofOther, Limits.BLOCK_BYTES, Limits.BLOCK_BYTES)))
                .isEqualTo(ErrorCode.ENODATA);
    }

    @Row(5)
    @Test
    void modifications_of_other_objects_are_copied_to_the_cache(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("copied");
        Cookie modified = inUse(cluster.client(0).volume(volumeKey), true, SIZE);
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey), false, SIZE);

        Io.fill(modified, CONTENTS);
        modified.unuse(NEW_AUX, (long) SIZE);

        assertThat(Io.read(ofOther, SIZE)).isEqualTo(CONTENTS);
    }

    @Row(5)
    @Test
    void whoever_wants_the_size_in_the_cache_is_told_it_and_invalidates_nothing(ContractCluster cluster)
            throws Exception {
        // Given
        String volumeKey = ContractCluster.unusedKey("size");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey), false, SIZE);
        Io.fill(cookie, CONTENTS);

        // When a client does not know the size
        Cookie ofOther = inUse(cluster.client(1).volume(volumeKey), false, 0, Advice.WANT_CACHE_SIZE);
        ofOther.beginRead().close();

        // Then it is told
        assertThat(ofOther.objectSize()).isEqualTo(SIZE);
        assertThat(Io.read(ofOther, SIZE)).isEqualTo(CONTENTS);
        assertThat(Io.read(cookie, SIZE)).isEqualTo(CONTENTS);
    }

    @Row({5, 6})
    @Test
    void another_size_without_that_advice_invalidates(ContractCluster cluster) throws Exception {
        String volumeKey = ContractCluster.unusedKey("resized");
        Cookie cookie = inUse(cluster.client(0).volume(volumeKey), false, SIZE);
        Io.fill(cookie, CONTENTS);
        try (CacheOperation begun = cookie.beginRead()) {
            Cookie ofOther = inUse(cluster.client(1).volume(volumeKey), false, SIZE - 1);

            assertThat(Io.code(() -> Io.read(ofOther, Limits.BLOCK_BYTES))).isEqualTo(ErrorCode.ENODATA);
            assertThat(Io.code(() -> Io.read(begun, SIZE))).isEqualTo(ErrorCode.ESTALE);
        }
    }
}
