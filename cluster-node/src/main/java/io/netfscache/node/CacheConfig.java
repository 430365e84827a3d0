package io.netfscache.node;

import io.netfscache.node.store.StoreConfig;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of a node's caches. {@link NodeConfig} says what is wrong with it, together with what else is wrong.
 *
 * @param name 1 to 255 bytes, printable, without {@code /}, {@code ,} and {@code =}; clients ask for it by that
 * @param directory its own; made when missing
 * @param maxBytes most disk that it takes, in bytes; {@link StoreConfig#NO_LIMIT}: no limit but bstop
 * @param bstopPercent writes to it are refused while less of its disk than this is free
 */
public record CacheConfig(String name, Path directory, long maxBytes, int bstopPercent) {
    private static final String FORBIDDEN = "/,=";

    /** The one cache of a node that is not told of any: in its data directory. */
    public static CacheConfig ofNode(Path dataDirectory, long maxBytes, int bstopPercent) {
        return new CacheConfig(
                Limits.DEFAULT_CACHE, dataDirectory.resolve(Limits.DEFAULT_CACHE), maxBytes, bstopPercent);
    }

    /** As {@link #ofNode(Path, long, int)}, with the limits that a node has by default. */
    public static CacheConfig ofNode(Path dataDirectory) {
        return ofNode(dataDirectory, StoreConfig.NO_LIMIT, StoreLimits.DEFAULT_BSTOP_PERCENT);
    }

    /** What is wrong with the caches of one node, each rule with the cache that breaks it. */
    static List<String> problems(List<CacheConfig> caches) {
        List<String> problems = new ArrayList<>();
        if (caches.size() > Limits.MAX_CACHES) {
            problems.add(caches.size() + " caches; a node has at most " + Limits.MAX_CACHES);
        }
        Set<String> names = new HashSet<>();
        Map<Path, CacheConfig> directories = new LinkedHashMap<>();
        for (CacheConfig cache : caches) {
            cache.addProblems(problems);
            if (!names.add(cache.name)) {
                problems.add("there are two caches \"" + cache.name + "\"");
            }
            Path directory = cache.directory.toAbsolutePath().normalize();
            if (directories.containsKey(directory)) {
                problems.add("two caches have the directory " + cache.directory + ": each needs one of its own");
                continue;
            }
            directories.forEach((other, its) -> {
                if (directory.startsWith(other)) {
                    problems.add(cache.liesIn(its));
                } else if (other.startsWith(directory)) {
                    problems.add(its.liesIn(cache));
                }
            });
            directories.put(directory, cache);
        }
        return problems;
    }

    private String liesIn(CacheConfig outer) {
        return "the directory " + directory + " of cache \"" + name + "\" lies in " + outer.directory
                + ", that of cache \"" + outer.name + "\": give one of them a directory outside of the other";
    }

    private void addProblems(List<String> problems) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1
                || bytes > Limits.MAX_NAME_BYTES
                || name.codePoints().anyMatch(c -> Character.isISOControl(c) || FORBIDDEN.indexOf(c) >= 0)) {
            problems.add("the name \"" + name + "\" is not 1 to " + Limits.MAX_NAME_BYTES
                    + " printable bytes without '/', ',' and '='");
        }
        if (bstopPercent < 0 || bstopPercent > 100) {
            problems.add("bstop of cache \"" + name + "\": " + bstopPercent + " is not between 0 and 100 percent");
        }
        if (maxBytes < 0) {
            problems.add("size of cache \"" + name + "\": " + maxBytes + " is negative");
        }
    }
}
