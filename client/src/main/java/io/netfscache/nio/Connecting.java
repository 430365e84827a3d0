package io.netfscache.nio;

import io.netfscache.FsCache;
import java.io.InterruptedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes clients. The provider does without a log until there is one: the JDK makes it for every program that uses any
 * provider, perhaps before that has set its logging up.
 */
final class Connecting {
    private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);

    private Connecting() {}

    static FsCache to(NioOptions options) throws InterruptedIOException {
        if (options.cluster() == null) {
            LOG.atInfo().log("servers=none: files are read without a cache");
            return FsCache.disabled();
        }
        FsCache cache = FsCache.connect(options.cluster());
        boolean kept = false;
        try {
            if (!cache.awaitConnected(NioLimits.CONNECT_WAIT.toMillis())) {
                LOG.atWarn()
                        .addKeyValue("servers", options.cluster().servers())
                        .log("no node answers yet: files are read without the cache until one does");
            }
            kept = true;
            return cache;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a netfs: filesystem was opened");
        } finally {
            if (!kept) {
                cache.close();
            }
        }
    }
}
