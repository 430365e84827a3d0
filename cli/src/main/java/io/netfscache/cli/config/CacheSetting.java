package io.netfscache.cli.config;

import io.netfscache.cli.ByteSize;
import io.netfscache.node.CacheConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cache of a node, as one writes it: {@code NAME=DIRECTORY}, with {@code :size=SIZE} and {@code :bstop=PERCENT} behind it
 * where they differ from those of the node.
 *
 * @param size null: what {@code node.max-size} says
 * @param bstop null: what {@code node.bstop} says
 */
public record CacheSetting(
        String name,
        Path directory,
        @Nullable ByteSize size,
        @Nullable Integer bstop) {
    /** What a configuration file says of a cache, those that are needed first. */
    static final List<String> FIELDS = List.of("name", "directory", "size", "bstop");

    private static final Pattern FORM = Pattern.compile("([^=]+)=(.+)");
    private static final Pattern ENDING = Pattern.compile("(.*):(size|bstop)=([^:]*)");

    static List<CacheSetting> parseAll(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(CacheSetting::parse)
                .toList();
    }

    private static CacheSetting parse(String text) {
        Map<String, String> endings = new HashMap<>();
        String rest = text;
        for (Matcher ending = ENDING.matcher(rest); ending.matches(); ending = ENDING.matcher(rest)) {
            if (endings.put(ending.group(2), ending.group(3)) != null) {
                throw new IllegalArgumentException("'" + text + "' has two values for " + ending.group(2));
            }
            rest = ending.group(1);
        }
        Matcher form = FORM.matcher(rest);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no cache: write NAME=DIRECTORY, with :size=SIZE and :bstop=PERCENT if need be");
        }
        String size = endings.get("size");
        String bstop = endings.get("bstop");
        return new CacheSetting(
                form.group(1),
                ValueType.FILE.parser().apply(form.group(2)),
                size == null ? null : ByteSize.parse(size),
                bstop == null ? null : ValueType.PERCENT.parser().apply(bstop));
    }

    /** @param like has the values that this does not say */
    CacheConfig config(CacheConfig like) {
        return new CacheConfig(
                name,
                directory,
                size == null ? like.maxBytes() : size.bytes(),
                bstop == null ? like.bstopPercent() : bstop);
    }
}
