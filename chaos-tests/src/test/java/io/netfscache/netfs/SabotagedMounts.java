package io.netfscache.netfs;

import io.netfscache.FsCache;
import io.netfscache.origin.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Mounts with rules of the page cache switched off, for tests of other packages. */
public final class SabotagedMounts {
    private SabotagedMounts() {}

    /** The names of all rules that can be switched off. */
    public static List<String> rules() {
        return Stream.of(PageSabotage.values()).map(Enum::name).toList();
    }

    /** As {@link Netfs#mount(FsCache, Origin, NetfsOptions)} without the rules of these names. */
    public static Netfs mount(FsCache cache, Origin origin, NetfsOptions options, Set<String> broken)
            throws IOException {
        return Netfs.mount(
                cache,
                origin,
                options,
                broken.stream().map(PageSabotage::valueOf).collect(Collectors.toSet()));
    }
}
