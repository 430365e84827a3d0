package io.netfscache.origin;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Finds the origin that a URL names. */
public final class Origins {
    private static final int MAX_KEY_BYTES = 255;

    private Origins() {}

    /** A file of an origin. The origin belongs to whoever asked: close it. */
    public record OriginPath(Origin origin, String path) {}

    /** Resolves with {@link HttpOptions#DEFAULTS}. */
    public static OriginPath resolve(String url) {
        return resolve(url, HttpOptions.DEFAULTS);
    }

    /**
     * Resolves {@code http://...}, {@code https://...}, {@code file:...} and plain paths.
     *
     * @param options how an HTTP server is reached
     * @throws IllegalArgumentException for another scheme or a URL that is none; the message says what is expected
     */
    public static OriginPath resolve(String url, HttpOptions options) {
        try {
            return parse(url, options);
        } catch (IllegalArgumentException e) {
            String why = e.getCause() instanceof URISyntaxException syntax ? syntax.getReason() : e.getMessage();
            throw new IllegalArgumentException(
                    "\"" + printable(withoutUserInfo(url)) + "\" names no file: " + why
                            + "; use http://host/path, https://host/path, file:/path or a plain path",
                    e);
        }
    }

    /** A message goes to a terminal, which must not take part of it for a command. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Rather too much is left out than a part of a password shown. */
    private static String withoutUserInfo(String url) {
        return url.replaceFirst("(?s)^((?!file:)[A-Za-z][A-Za-z0-9+.-]*://).*@", "$1");
    }

    private static OriginPath parse(String url, HttpOptions options) {
        if (url.matches("(?is)https?://.*")) {
            if (url.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("it has a control character");
            }
            HttpUrl at = HttpUrl.parse(url);
            return new OriginPath(new HttpOrigin(at.server(), HttpUrl.authorization(url), options), at.target());
        }
        if (!FileUrl.is(url) && url.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*")) {
            throw new IllegalArgumentException("there is no such kind of origin");
        }
        Path file = FileUrl.parse(url);
        return new OriginPath(FileOrigin.of(file), PathText.of(file));
    }

    /** {@linkplain Origin#canonical The one path} of a file, also of one that is gone when its folder is there. */
    public static String canonical(Origin origin, String path) throws IOException {
        try {
            return origin.canonical(path);
        } catch (NoSuchFileException e) {
            int slash = path.lastIndexOf('/');
            return slash < 1 ? path : canonicalFolder(origin, path.substring(0, slash)) + path.substring(slash);
        }
    }

    private static String canonicalFolder(Origin origin, String path) throws IOException {
        try {
            return origin.canonical(path);
        } catch (NoSuchFileException e) {
            // Without its folder too, it is called what it is called.
            return path;
        }
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
