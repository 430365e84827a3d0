package io.netfscache.origin;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;

/** What people write to name a local file: a {@code file:} URL or a plain path. */
final class FileUrl {
    private static final String SCHEME = "file:";

    private FileUrl() {}

    /** Whether it begins like a {@code file:} URL. */
    static boolean is(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * The absolute path that it names. After {@code file:/} there are {@code %XX}; in a plain path, and in the relative one
     * after {@code file:}, each character stands for itself.
     *
     * @throws IllegalArgumentException the message says what is wrong
     */
    static Path parse(String text) {
        String path = is(text) ? withoutHost(text.substring(SCHEME.length())) : text;
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the path is empty");
        }
        return absolute(is(text) && path.startsWith("/") ? decoded(path) : plain(path));
    }

    private static String withoutHost(String afterScheme) {
        if (!afterScheme.startsWith("//")) {
            return afterScheme;
        }
        int end = afterScheme.indexOf('/', 2);
        String host = afterScheme.substring(2, end < 0 ? afterScheme.length() : end);
        if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
            throw new IllegalArgumentException("\"" + host
                    + "\" is another machine: mount what it exports and name the file there; a path of this machine is"
                    + " written file:///path, with three slashes");
        }
        return end < 0 ? "" : afterScheme.substring(end);
    }

    private static Path decoded(String path) {
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "a file: URL has no query and no fragment: write %3F for '?', %23 for '#'");
        }
        StringBuilder ascii = new StringBuilder("file://");
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b < 0) {
                ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            } else {
                ascii.append((char) b);
            }
        }
        return Path.of(URI.create(ascii.toString()));
    }

    private static Path plain(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    e.getReason()
                            + ": in this locale the name is no text; set LC_ALL to a UTF-8 locale, or write it as a"
                            + " file:/ URL with %XX for each byte",
                    e);
        }
    }

    /** Takes "." and ".." out as the kernel would: after a link to a folder ".." is the parent of where the link leads. */
    private static Path absolute(Path path) {
        Path absolute = path.toAbsolutePath();
        int names = 0;
        for (int i = 0; i < absolute.getNameCount(); i++) {
            if (absolute.getName(i).toString().equals("..")) {
                names = i + 1;
            }
        }
        if (names == 0) {
            return absolute.normalize();
        }
        try {
            Path start = absolute.getRoot().resolve(absolute.subpath(0, names)).toRealPath();
            return names == absolute.getNameCount()
                    ? start
                    : start.resolve(absolute.subpath(names, absolute.getNameCount()))
                            .normalize();
        } catch (IOException e) {
            // Whoever opens it is told what is wrong with it.
            return absolute;
        }
    }
}
