package io.netfscache.origin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Percent-encoding, and the one spelling that each path and query has (RFC 3986 6.2.2, RFC 3987 3.1). */
final class HttpPercent {
    private static final String UNRESERVED = "-._~";
    private static final String PATH = "/!$&'()*+,;=:@";
    private static final String QUERY = PATH + "?";
    private static final String HEX = "0123456789ABCDEF";

    private HttpPercent() {}

    /**
     * Path and query as a request line has them: what is not allowed there encoded as UTF-8, what need not be encoded
     * decoded, hexadecimal digits in upper case, no dot segments.
     *
     * @throws IllegalArgumentException for half a surrogate pair
     */
    static String target(String text) {
        int end = text.indexOf('?');
        String path = encoded(end < 0 ? text : text.substring(0, end), PATH);
        String query = end < 0 ? "" : "?" + encoded(text.substring(end + 1), QUERY);
        return withoutDotSegments(path.startsWith("/") ? path : "/" + path) + query;
    }

    private static String encoded(String text, String allowed) {
        byte[] bytes = utf8(text);
        StringBuilder out = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] & 0xff;
            int escaped = value == '%' ? escapedAt(bytes, i) : -1;
            if (escaped >= 0) {
                value = escaped;
                i += 2;
            }
            boolean plain = isUnreserved(value) || (escaped < 0 && allowed.indexOf(value) >= 0);
            if (plain) {
                out.append((char) value);
            } else {
                out.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
            }
        }
        return out.toString();
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return array;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it has a character that is none (half a surrogate pair)", e);
        }
    }

    /** Value of the escape at {@code i}; -1 if it is a mere percent sign, which then means itself. */
    private static int escapedAt(byte[] bytes, int i) {
        if (i + 2 >= bytes.length) {
            return -1;
        }
        int high = Character.digit(bytes[i + 1], 16);
        int low = Character.digit(bytes[i + 2], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static boolean isUnreserved(int value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || UNRESERVED.indexOf(value) >= 0;
    }

    private static String withoutDotSegments(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean up = segments[i].equals("..");
            if (up) {
                kept.pollLast();
            }
            if (!up && !segments[i].equals(".")) {
                kept.addLast(segments[i]);
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /** The text with its escapes decoded as UTF-8. */
    static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = utf8(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int escaped = bytes[i] == '%' ? escapedAt(bytes, i) : -1;
            out.write(escaped < 0 ? bytes[i] : escaped);
            i += escaped < 0 ? 0 : 2;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
