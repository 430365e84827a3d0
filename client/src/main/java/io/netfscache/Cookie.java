package io.netfscache;

import io.netfscache.internal.NoCookie;
import io.netfscache.protocol.ObjectGeneration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One object of a volume: usually one file. Safe for use by many threads. Calls that say that they wait must not be made on
 * a thread on which an {@link IoTerminated} is told. After the client has been closed nothing is cached any more, and every
 * call ends soon.
 */
public interface Cookie {
    /** The cookie that caches nothing; stands for NULL of the C API. */
    static Cookie none() {
        return NoCookie.INSTANCE;
    }

    /**
     * Marks the cookie in use (fscache_use_cookie). Counts, and does not wait; the first use starts the look-up in the
     * background, unless the last {@link #unuse} was less than 10 s ago. Where the coherency data or the size of the look-up
     * are not those of the record, the object is invalidated and these are stored; but for coherency data that the record had
     * before: who comes with those is behind, and begin gives ENOBUFS, REFUSED_AUX, until it has newer ones.
     *
     * <p>The cluster takes a modifier's mark away when it has not heard of this client for 25 s, and then gives the object
     * a new generation. So before each change of the origin the modifier begins a write ({@link #beginWrite}), which takes
     * the mark anew where it may be lost.
     *
     * @param willModify whether the caller is going to change the contents: no write begins before the record says so
     */
    void use(boolean willModify);

    /**
     * Takes one mark back (fscache_unuse_cookie), after an {@link #update} if there is something to update; waits for that
     * only. The mark is taken back whether or not the update succeeds.
     *
     * @param aux new coherency data, or null to leave them; a change is acknowledged before this returns
     * @param objectSize new size in bytes, or null to leave it
     * @throws IllegalStateException when it is not in use
     * @throws CacheException as {@link #update}
     */
    void unuse(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException;

    /**
     * Gives the cookie back (fscache_relinquish_cookie). Once more is ignored. When this returns the key can be acquired
     * again, whatever came of it.
     *
     * @param retire whether the object is deleted, cluster-wide; then this waits for the acknowledgement
     * @throws IllegalStateException while it is in use
     * @throws CacheException of {@code retire}: ETIMEDOUT after at most 30 s, outcome unknown
     */
    void relinquish(boolean retire) throws CacheException;

    /**
     * Begins reading: waits, at most 2 s, for a look-up or a change under way. While the cookie is in use the object is not
     * culled. A withdrawal of the cache does not wait for operations: their I/O ends with ENOBUFS.
     *
     * @throws CacheException ENOBUFS when the object is not cached here; the reason says why
     */
    CacheOperation beginRead() throws CacheException;

    /**
     * Begins writing, like {@link #beginRead()}. While the cookie is in use with {@code willModify}, there is an operation
     * only when the modifier's mark is in the record: after any gap in the session a look-up sets it first. A modifier that
     * has not written for long asks {@link CacheOperation#isCurrent()}, and begins again when that is false, before it
     * writes to the origin.
     *
     * @throws CacheException ENOBUFS when the object is not cached here: the mark may be lost, and what is written to the
     *     origin now has to be followed by an {@link #invalidate} or {@link #update}
     */
    CacheOperation beginWrite() throws CacheException;

    /**
     * Stores new coherency data or a new size (fscache_update_cookie): the caller says that what is cached is what goes with
     * them, but for what lies beyond the smaller of the two sizes. Acknowledged before it returns; does nothing when they
     * are not new. While the cookie is in use this waits, at most 2 s, for a look-up or a change under way.
     *
     * <p>What is cached is dropped when that cannot be true: when a modifier's write failed before the cache was told of
     * it, for a modifier with {@link Advice#WRITE_NOCACHE}, and when the object could not be looked up or is not in use.
     *
     * @param aux as many bytes as before, or null to leave them
     * @param objectSize in bytes, or null to leave it
     * @throws CacheException EINVAL for a negative size or coherency data of another length; ETIMEDOUT after at most 30 s:
     *     outcome unknown, nothing is cached until it is
     */
    void update(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException;

    /**
     * Drops what is cached of the object, everywhere (fscache_invalidate). Outstanding reads end with ESTALE at once, and
     * I/O that begins waits; the stage completes when no node and no client can serve older bytes. Does not wait itself.
     * Works in every state of the cookie, after it has been relinquished too, while the client is open.
     *
     * @param aux new coherency data, at most 255 bytes, or null to leave them
     * @param objectSize new size in bytes
     * @return fails with a {@link CacheException}: EINVAL for a negative size or too much coherency data; ETIMEDOUT after at
     *     most 30 s: outcome unknown, nothing is cached until it is
     */
    CompletionStage<Void> invalidate(byte @Nullable [] aux, long objectSize, Set<InvalidateFlag> flags);

    /**
     * The object has another size now (fscache_resize_cookie). What lies beyond the smaller of the two sizes is dropped
     * everywhere, so that whoever shrinks and extends reads zeroes there. Acknowledged before it returns, as an {@link
     * #update} of the size.
     *
     * @param newSize in bytes
     * @throws IllegalStateException when it is not in use
     * @throws CacheException as {@link #update}
     */
    void resize(long newSize) throws CacheException;

    /**
     * Writes folios to the cache, under the generation that was captured with them (fscache_write_to_cache). Always
     * asynchronous: waits for nothing and begins its operation itself. The folios have been marked ({@link
     * Folio#startFscache}); before {@code terminated} is told, the marks in the range are taken away, whatever has come of it.
     * Held with {@code willModify} it is a change, else a fill ({@link CacheOperation#write}). Changes are done one after the
     * other, at most 64 wait; what another client changes elsewhere in the object meanwhile does no harm. What has been written
     * is told to the folios ({@link Folio#stored}).
     *
     * @param start in bytes, a multiple of 4096
     * @param length in bytes, at most 2 GiB - 1: a multiple of 4096, or up to {@code iSize}
     * @param iSize size of the file, which has to be that of the object: {@link #resize} it first
     * @param terminated is told the bytes written, exactly once, or an error: as a {@link CacheOperation#write}; ENOBUFS also
     *     when a look-up or a change under way takes longer than 2 s; ESTALE also when a folio's generation is not, and does
     *     not {@linkplain #carries lead to}, the one that is current; EINVAL also for folios that are not marked, have gaps
     *     between them or reach out of the range, and for another {@code iSize} than the object's
     * @param caching false: nothing is done but to tell ENOBUFS; no mark is touched
     */
    void writeToCache(
            AddressSpace mapping, long start, long length, long iSize, IoTerminated terminated, boolean caching);

    /**
     * A folio of the file has left the memory of the filesystem (fscache_note_page_release): from now on the cache is looked
     * into. Until then an operation whose begin has waited for the look-up, which has created the object, may be told,
     * without asking a node, that everything is missing: for at most 1 s, until this client has stored something, with {@link
     * ReadHole#FAIL} and {@link ReadHole#IGNORE}. Does not wait.
     */
    void notePageRelease();

    /**
     * Whether what the object had at that place in generation {@code from} it still has in generation {@code to}, as far as
     * the fences that this client has seen tell: each dropped other places only. False when that is not known.
     *
     * @param start in bytes
     * @param length in bytes
     */
    boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length);

    /**
     * Size of the object in bytes: as it was given, until a look-up has told what the cluster has. With {@link
     * Advice#WANT_CACHE_SIZE} the look-up takes the cluster's size for right.
     */
    long objectSize();

    /** What the cookie is doing at this moment. */
    CookieState state();

    /**
     * Whether caching of the object is on, as far as this client knows (fscache_cookie_enabled): not between an
     * invalidation with {@link InvalidateFlag#DIO_WRITE} anywhere and the look-up after its last user anywhere has gone.
     */
    boolean enabled();
}
