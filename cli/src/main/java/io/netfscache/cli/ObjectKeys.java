package io.netfscache.cli;

import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Finds the key under which a file is cached, as {@link io.netfscache.netfs.Netfs#open} does. */
final class ObjectKeys {
    private ObjectKeys() {}

    /** Whatever path leads to the file; also of a file that is gone, when its folder is there. */
    static byte[] of(OriginPath at) throws IOException {
        return at.origin().objectKey(canonical(at.origin(), at.path()));
    }

    private static String canonical(Origin origin, String path) throws IOException {
        try {
            return origin.canonical(path);
        } catch (NoSuchFileException e) {
            int slash = path.lastIndexOf('/');
            return slash < 1 ? path : folder(origin, path.substring(0, slash)) + path.substring(slash);
        }
    }

    private static String folder(Origin origin, String path) throws IOException {
        try {
            return origin.canonical(path);
        } catch (NoSuchFileException e) {
            // Without its folder too, it is called what it is called.
            return path;
        }
    }
}
