package io.netfscache.cli.config;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.HostPort;
import io.netfscache.origin.HttpProxy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a value is read.
 *
 * @param label placeholder in help texts: {@code ADDRESS}
 * @param form what the text looks like, for the reference
 * @param parser fails with an exception whose message quotes the text and names the rule that it breaks
 */
record ValueType<T>(String label, String form, Function<String, T> parser) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    static final ValueType<HostPort> ADDRESS =
            new ValueType<>("ADDRESS", "`host:port`, `[IPv6]:port`, or a port of this machine", HostPort::parse);

    static final ValueType<List<HostPort>> ADDRESSES =
            new ValueType<>("ADDRESS", "addresses, in a list or with commas between", ValueType::addresses);

    static final ValueType<ByteSize> SIZE =
            new ValueType<>("SIZE", "bytes, or a number with `K`, `M`, `G` or `T`", ByteSize::parse);

    static final ValueType<Duration> DURATION_TYPE =
            new ValueType<>("DURATION", "a number with `ms`, `s`, `m`, `h` or `d`", ValueType::duration);

    static final ValueType<Path> FILE = new ValueType<>("PATH", "a path", ValueType::path);

    static final ValueType<String> TEXT = new ValueType<>("TEXT", "text", ValueType::text);

    static final ValueType<String> DNS_NAME = new ValueType<>("NAME", "a DNS name, without a port", ValueType::dnsName);

    static final ValueType<HttpProxy> PROXY =
            new ValueType<>("URL", "`http://host:port`, with `user:password@` where it takes them", HttpProxy::parse);

    static final ValueType<List<String>> WORDS =
            new ValueType<>("WORDS", "words, with commas between", ValueType::words);

    static final ValueType<Integer> PERCENT = number(0, 100);

    static final ValueType<List<CacheSetting>> CACHES = new ValueType<>(
            "NAME=DIRECTORY",
            "caches, in a list or with commas between: `name=directory`, then `:size=SIZE`, `:bstop=PERCENT`",
            CacheSetting::parseAll);

    static ValueType<Integer> number(int min, int max) {
        return new ValueType<>("N", "a number from " + min + " to " + max, text -> {
            boolean number = text.matches("-?[0-9]{1,18}");
            if (!number || Long.parseLong(text) < min || Long.parseLong(text) > max) {
                throw new IllegalArgumentException("'" + text + "' is not a number between " + min + " and " + max);
            }
            return Integer.parseInt(text);
        });
    }

    static ValueType<Integer> oneOf(Integer... allowed) {
        String list = Arrays.stream(allowed).map(String::valueOf).collect(Collectors.joining(", "));
        return new ValueType<>("N", "one of " + list, text -> {
            for (Integer number : allowed) {
                if (text.equals(number.toString())) {
                    return number;
                }
            }
            throw new IllegalArgumentException("'" + text + "' is not one of " + list);
        });
    }

    static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
        String list =
                Arrays.stream(type.getEnumConstants()).map(ValueType::name).collect(Collectors.joining(", "));
        return new ValueType<>("WORD", "one of " + list, text -> {
            for (E constant : type.getEnumConstants()) {
                if (text.equals(name(constant))) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("'" + text + "' is not one of " + list);
        });
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static List<HostPort> addresses(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(HostPort::parse)
                .toList();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static Duration duration(String text) {
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration: write a number with ms, s, m, h or d");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no path: " + e.getReason(), e);
        }
    }

    private static String dnsName(String text) {
        if (!text.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no DNS name: write letters, digits, hyphens and dots, and no port");
        }
        return text;
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("'" + text + "' is empty");
        }
        return text;
    }
}
