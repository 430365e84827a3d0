package io.netfscache.internal;

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The cookie that caches nothing. */
public final class NoCookie implements Cookie {
    public static final NoCookie INSTANCE = new NoCookie();

    private NoCookie() {}

    @Override
    public void use(boolean willModify) {}

    @Override
    public void unuse(byte @Nullable [] aux, @Nullable Long objectSize) {}

    @Override
    public void relinquish(boolean retire) {}

    @Override
    public CacheOperation beginRead() throws CacheException {
        throw new CacheException(ErrorCode.ENOBUFS, Reason.CACHING_DISABLED, "the object is not cached");
    }

    @Override
    public CacheOperation beginWrite() throws CacheException {
        return beginRead();
    }

    @Override
    public void update(byte @Nullable [] aux, @Nullable Long objectSize) {}

    @Override
    public CompletionStage<Void> invalidate(byte @Nullable [] aux, long objectSize, Set<InvalidateFlag> flags) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void resize(long newSize) {}

    @Override
    public long objectSize() {
        return 0;
    }

    @Override
    public CookieState state() {
        return new CookieState.Quiescent();
    }

    @Override
    public boolean enabled() {
        return false;
    }

    @Override
    public void writeToCache(
            AddressSpace mapping, long start, long length, long iSize, IoTerminated terminated, boolean caching) {
        Termination.of(
                () -> {
                    mapping.clearFscacheMarks(start, length, caching);
                    return CompletableFuture.failedFuture(
                            new CacheException(ErrorCode.ENOBUFS, Reason.CACHING_DISABLED, "the object is not cached"));
                },
                new Buffers(),
                terminated);
    }

    @Override
    public void notePageRelease() {}

    @Override
    public boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length) {
        return false;
    }
}
