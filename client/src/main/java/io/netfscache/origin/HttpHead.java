package io.netfscache.origin;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status line and headers of a response.
 *
 * @param status 100 to 599
 * @param headers by name in lower case; of a repeated one all values, joined by commas
 */
record HttpHead(int status, boolean http11, Map<String, String> headers) {
    private static final int MAX_SHOWN = 60;

    /** Parses the lines of a head, without the empty one at its end. */
    static HttpHead parse(List<String> lines) throws IOException {
        String statusLine = lines.get(0);
        boolean wellFormed = statusLine.startsWith("HTTP/1.")
                && statusLine.length() >= 12
                && statusLine.charAt(8) == ' '
                && (statusLine.length() == 12 || statusLine.charAt(12) == ' ');
        if (!wellFormed) {
            throw new ProtocolException("not the status line of an HTTP/1 response: \"" + shown(statusLine) + "\"");
        }
        int status = (int) number(statusLine.substring(9, 12), 10, "the status");
        Map<String, String> headers = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1
                    || line.substring(0, colon).isBlank()
                    || line.charAt(colon - 1) <= ' '
                    || line.charAt(0) <= ' ') {
                throw new ProtocolException("not a header: \"" + shown(line) + "\"");
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, next) -> first + ", " + next);
        }
        return new HttpHead(status, statusLine.charAt(7) >= '1', headers);
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** Bytes of the body as announced; -1 when they are not. */
    long contentLength() throws IOException {
        String text = header("content-length");
        if (text == null) {
            return -1;
        }
        String[] values = text.split(", *", -1);
        for (String value : values) {
            if (!value.equals(values[0])) {
                throw new ProtocolException("Content-Length says " + shown(text));
            }
        }
        return number(values[0], 10, "Content-Length");
    }

    boolean isChunked() throws IOException {
        String coding = header("transfer-encoding");
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            throw new ProtocolException("unsupported Transfer-Encoding: " + shown(coding));
        }
        return coding != null;
    }

    /** Whether the connection may be used again after the body. */
    boolean keepsAlive() {
        String wish = header("connection");
        String lower = wish == null ? "" : wish.toLowerCase(Locale.ROOT);
        return http11 ? !lower.contains("close") : lower.contains("keep-alive");
    }

    /** A number without a sign, below 2^60. */
    static long number(String digits, int radix, String what) throws IOException {
        boolean plain = !digits.isEmpty() && digits.length() <= 15 && Character.digit(digits.charAt(0), radix) >= 0;
        try {
            if (plain) {
                return Long.parseLong(digits, radix);
            }
        } catch (NumberFormatException e) {
            throw notANumber(digits, what);
        }
        throw notANumber(digits, what);
    }

    private static ProtocolException notANumber(String digits, String what) {
        return new ProtocolException(what + " is not a number: \"" + shown(digits) + "\"");
    }

    /** What a server sent, fit for a message. */
    static String shown(String text) {
        String printable = text.replaceAll("[^ -~]", ".");
        return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "...";
    }
}
