package io.netfscache.contract;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.netfs.HeapFolio;
import io.netfscache.netfs.HeapMapping;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;

/** The folios of a file in the memory of a filesystem that is built on a cookie. */
final class Pages {
    static final int PAGE = 4096;

    final HeapMapping mapping = new HeapMapping();
    private final Cookie cookie;
    private final long size;

    Pages(Cookie cookie, long size) {
        this.cookie = cookie;
        this.size = size;
    }

    /** What is captured before a folio becomes dirty. */
    static ObjectGeneration capture(Cookie cookie) throws CacheException {
        try (CacheOperation operation = cookie.beginWrite()) {
            return operation.generation();
        }
    }

    /** A folio of these bytes, captured now, that is going to be written to the cache. */
    HeapFolio marked(long start, byte[] bytes) throws CacheException {
        return marked(start, bytes, capture(cookie));
    }

    HeapFolio marked(long start, byte[] bytes, ObjectGeneration captured) {
        HeapFolio folio = new HeapFolio(start, bytes.length, captured);
        folio.put(0, ByteBuffer.wrap(bytes));
        mapping.add(folio);
        folio.startFscache();
        return folio;
    }

    /** Starts a write to the cache. */
    Termination write(long start, long length) {
        Termination termination = new Termination();
        cookie.writeToCache(mapping, start, length, size, termination, true);
        return termination;
    }
}
