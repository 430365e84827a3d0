package io.netfscache.origin;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Finds the origin that a URL names. */
public final class Origins {
    private static final int MAX_KEY_BYTES = 255;

    private Origins() {}

    /** A file of an origin. The origin belongs to whoever asked: close it. */
    public record OriginPath(Origin origin, String path) {}

    /**
     * Resolves {@code http://...}, {@code file:...} and plain paths.
     *
     * @throws IllegalArgumentException for another scheme or a URL that is none; the message says what is expected
     */
    public static OriginPath resolve(String url) {
        try {
            return parse(url);
        } catch (IllegalArgumentException e) {
            String why = e.getCause() instanceof URISyntaxException syntax ? syntax.getReason() : e.getMessage();
            throw new IllegalArgumentException(
                    "\"" + printable(url.replaceFirst("//[^/]*@", "//")) + "\" names no file: " + why
                            + "; use http://host/path, file:/path or a plain path",
                    e);
        }
    }

    /** A message goes to a terminal, which must not take part of it for a command. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static OriginPath parse(String url) {
        if (url.startsWith("http://")) {
            URI uri = URI.create(url);
            String query = uri.getRawQuery();
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new OriginPath(new HttpOrigin(uri), query == null ? path : path + "?" + query);
        }
        if (!FileUrl.is(url) && url.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*")) {
            throw new IllegalArgumentException("there is no such kind of origin");
        }
        Path file = FileUrl.parse(url);
        return new OriginPath(FileOrigin.of(file), PathText.of(file));
    }

    /** The path's bytes, or when they are too many a hash of them. */
    static byte[] objectKey(String path) {
        return objectKey(path.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] objectKey(byte[] bytes) {
        return bytes.length <= MAX_KEY_BYTES ? bytes : ("sha256:" + sha256(bytes)).getBytes(StandardCharsets.US_ASCII);
    }

    static String sha256(byte[] bytes) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
