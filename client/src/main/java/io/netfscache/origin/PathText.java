package io.netfscache.origin;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Local paths as text and as bytes. A name is any bytes but '/' and NUL; one that is no text here, be it that the bytes are
 * no UTF-8 or that the JVM runs in a locale with a smaller character set, is written as a {@code file:///} URL with
 * {@code %XX}. An absolute path starts with '/', so neither is taken for the other.
 */
final class PathText {
    private static final String URL = "file:///";

    private PathText() {}

    /** The text of an absolute path, which {@link #parse} turns back into exactly this path. */
    static String of(Path path) {
        String text = path.toString();
        return saysAll(text, path)
                ? text
                : URL + withoutLastSlash(rawUrlPath(path)).substring(1);
    }

    private static boolean saysAll(String text, Path path) {
        try {
            return Path.of(text).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** @throws FileSystemException when the text is no path */
    static Path parse(String text) throws FileSystemException {
        try {
            return text.startsWith(URL) ? Path.of(URI.create(text)) : Path.of(text);
        } catch (IllegalArgumentException e) {
            FileSystemException wrong = new FileSystemException(text, null, "is no path: " + e.getMessage());
            wrong.initCause(e);
            throw wrong;
        }
    }

    /** The bytes of an absolute path as the kernel sees them, one to a character: the same in every locale. */
    static String bytes(Path path) {
        String text = path.toString();
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        byte[] encoded = withoutLastSlash(rawUrlPath(path)).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                bytes.write(Character.digit(encoded[i + 1], 16) << 4 | Character.digit(encoded[i + 2], 16));
                i += 2;
            } else {
                bytes.write(encoded[i]);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String rawUrlPath(Path path) {
        return path.toUri().getRawPath();
    }

    /** The URL of a folder ends in one. */
    private static String withoutLastSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
