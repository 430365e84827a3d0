package io.netfscache;

import io.netfscache.internal.NoVolume;
import io.netfscache.protocol.Reason;
import java.util.List;
import java.util.Set;

/** A group of objects with a common key and coherency data: usually one export, server or bucket. */
public interface Volume {
    /** The volume that caches nothing; stands for NULL of the C API. */
    static Volume none() {
        return NoVolume.INSTANCE;
    }

    String key();

    /**
     * Gives the cookie of an object (fscache_acquire_cookie). Does no I/O and never fails for reasons of the cluster:
     * what cannot be cached gives {@link Cookie#none()}, as does a key that this client already has a cookie of. One that
     * is being relinquished is waited for, at most 2 s.
     *
     * @param advice what {@link Advice} says
     * @param key 1 to 255 bytes of anything
     * @param aux coherency data, 0 to 255 bytes; their number is fixed for the cookie's life
     * @param objectSize in bytes
     */
    Cookie acquireCookie(Set<Advice> advice, byte[] key, byte[] aux, long objectSize);

    /** Where the chunks of an object are: asks the nodes and changes nothing; empty when there is no record of it. */
    List<ChunkLocation> locate(byte[] key) throws CacheException;

    /**
     * Tells the cluster, for whoever asks it, that an object was not cached for a reason that only the caller knows, such
     * as one of the origin. Counted in {@link ClientStats#notCached()}; does not wait, and not every call need arrive.
     *
     * @param key 1 to 255 bytes; the object need not have a cookie
     * @throws IllegalArgumentException for {@link Reason#NONE}
     */
    void noteNotCached(byte[] key, Reason reason);

    /**
     * Gives the volume back (fscache_relinquish_volume). Once more is ignored, and logged. When this returns or throws a
     * {@link CacheException} other than EINVAL, its key can be acquired again.
     *
     * @param coherency stored in the record and with what is cached, which is kept unless another client has come with other data
     *     since; as many bytes as at the acquire
     * @param invalidate whether all that is cached of it is invalidated
     * @throws IllegalStateException while it has live cookies
     * @throws CacheException EINVAL for coherency data of another length: the volume stays. ENOBUFS when no node can be
     *     asked: nothing is stored. ETIMEDOUT after at most 32 s: outcome unknown
     */
    void relinquish(byte[] coherency, boolean invalidate) throws CacheException;
}
