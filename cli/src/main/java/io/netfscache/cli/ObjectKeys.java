package io.netfscache.cli;

import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;

/** Finds the key under which a file is cached, as {@link io.netfscache.netfs.Netfs#open} does. */
final class ObjectKeys {
    private ObjectKeys() {}

    /** Whatever path leads to the file; also of a file that is gone, when its folder is there. */
    static byte[] of(OriginPath at) throws IOException {
        return at.origin().objectKey(Origins.canonical(at.origin(), at.path()));
    }
}
