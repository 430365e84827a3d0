package io.netfscache.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a user's files belong, by the XDG Base Directory Specification: relative paths in the variables count as unset.
 *
 * @param environment variables by name
 */
record CacheDirectories(Map<String, String> environment) {
    /** @throws IOException when the environment does not say */
    Path cache() throws IOException {
        Path base = absolute("XDG_CACHE_HOME");
        if (base != null) {
            return base.resolve("netfs-cache");
        }
        Path home = absolute("HOME");
        if (home != null) {
            return home.resolve(".cache/netfs-cache");
        }
        throw new IOException("there is no directory for your cache: neither XDG_CACHE_HOME nor HOME is set;"
                + " name one with --cache-dir");
    }

    /** Directories of short names, for sockets; the best first. */
    List<Path> runtime() {
        List<Path> directories = new ArrayList<>();
        Path runtime = absolute("XDG_RUNTIME_DIR");
        if (runtime != null) {
            directories.add(runtime);
        }
        directories.add(Path.of("/tmp"));
        return directories;
    }

    private @Nullable Path absolute(String variable) {
        String value = environment.getOrDefault(variable, "");
        return value.startsWith("/") ? Path.of(value) : null;
    }
}
