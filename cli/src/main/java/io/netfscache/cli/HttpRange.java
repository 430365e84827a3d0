package io.netfscache.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes, as RFC 9110, 14.1.2 writes it in a request.
 *
 * @param start first byte
 * @param length at least 1
 */
public record HttpRange(long start, long length) {
    private static final Pattern FORM = Pattern.compile("bytes=(?:([0-9]{1,18})-([0-9]{1,18})?|-([0-9]{1,18}))");

    /** A range that names no byte of the file: answered with 416. */
    public static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** What {@code header} asks of a file of {@code size} bytes; null when it is to be ignored: absent, malformed or several. */
    public static @Nullable HttpRange parse(@Nullable String header, long size) throws Unsatisfiable {
        Matcher form = FORM.matcher(header == null ? "" : header.replace(" ", ""));
        if (!form.matches()) {
            return null;
        }
        if (form.group(3) != null) {
            long last = Math.min(size, Long.parseLong(form.group(3)));
            return satisfiable(size - last, last);
        }
        long first = Long.parseLong(form.group(1));
        if (form.group(2) != null && Long.parseLong(form.group(2)) < first) {
            return null;
        }
        long end = form.group(2) == null ? size : Math.min(size, Long.parseLong(form.group(2)) + 1);
        return satisfiable(first, end - first);
    }

    private static HttpRange satisfiable(long start, long length) throws Unsatisfiable {
        if (length <= 0) {
            throw new Unsatisfiable();
        }
        return new HttpRange(start, length);
    }

    /** The Content-Range of the answer. */
    public String contentRange(long size) {
        return "bytes " + start + "-" + (start + length - 1) + "/" + size;
    }
}
