package io.netfscache.origin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Content-Range header (RFC 9110 14.4).
 *
 * @param first position of the first byte, -1 when the range could not be satisfied
 * @param last position of the last byte, -1 likewise
 * @param total bytes of the whole file; -1 when the server does not say
 */
record HttpContentRange(long first, long last, long total) {
    private static final Pattern RANGE =
            Pattern.compile("bytes +(?:(\\d{1,18})-(\\d{1,18})|\\*)/(?:(\\d{1,18})|\\*)", Pattern.CASE_INSENSITIVE);

    /** Null when there is none or it makes no sense. */
    static @Nullable HttpContentRange of(HttpHead head) {
        String text = head.header("content-range");
        Matcher range = RANGE.matcher(text == null ? "" : text);
        if (!range.matches()) {
            return null;
        }
        HttpContentRange parsed =
                new HttpContentRange(number(range.group(1)), number(range.group(2)), number(range.group(3)));
        boolean ordered = parsed.first <= parsed.last && (parsed.total < 0 || parsed.last < parsed.total);
        return ordered ? parsed : null;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? -1 : Long.parseLong(digits);
    }

    /** Whether it is what was asked for, or the beginning of it. */
    boolean answers(long position, long wanted, long size) {
        return first == position && last < position + wanted && (total < 0 || total == size);
    }

    long length() {
        return last - first + 1;
    }
}
