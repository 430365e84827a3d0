package io.netfscache.origin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL in its one spelling, without user info and fragment: fit for messages and keys.
 *
 * @param target path and query as a request line has them
 */
record HttpUrl(HttpServerAddress server, String target) {
    private static final Pattern URL =
            Pattern.compile("(https?)://([^/?#]*)([^#]*)(#.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

    HttpUrl {
        target = HttpPercent.target(target);
    }

    /** @throws IllegalArgumentException when it is none; the message quotes nothing of it */
    static HttpUrl parse(String text) {
        Matcher url = matcher(text);
        boolean secure = url.group(1).equalsIgnoreCase("https");
        String authority = url.group(2);
        String server = authority.substring(authority.lastIndexOf('@') + 1);
        return new HttpUrl(
                HttpServerAddress.parse(secure, server, HttpServerAddress.defaultPort(secure)), url.group(3));
    }

    private static Matcher matcher(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException("it is not http or https with a host");
        }
        return url;
    }

    /** Value of the Authorization header that a URL's user info stands for; null if it has none. */
    static @Nullable String authorization(String text) {
        String authority = matcher(text).group(2);
        int end = authority.lastIndexOf('@');
        return end < 1 ? null : basic(HttpPercent.decoded(authority.substring(0, end)));
    }

    /** Basic authentication (RFC 7617) with {@code user:password}. */
    static String basic(String userInfo) {
        String both = userInfo.indexOf(':') < 0 ? userInfo + ":" : userInfo;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Where a Location header leads from here (RFC 3986 5.2).
     *
     * @throws IllegalArgumentException when that is no http or https URL; the message quotes nothing of it
     */
    HttpUrl resolve(String header) {
        String location = utf8(header);
        Matcher scheme = SCHEME.matcher(location);
        if (scheme.matches()) {
            return parse(location);
        }
        if (location.startsWith("//")) {
            return parse(server.scheme() + ":" + location);
        }
        int fragment = location.indexOf('#');
        String reference = fragment < 0 ? location : location.substring(0, fragment);
        String path = path();
        if (reference.isEmpty()) {
            return this;
        }
        if (reference.startsWith("/")) {
            return new HttpUrl(server, reference);
        }
        return new HttpUrl(
                server,
                reference.startsWith("?")
                        ? path + reference
                        : path.substring(0, path.lastIndexOf('/') + 1) + reference);
    }

    /** Header bytes are read as ISO 8859-1; servers that do not encode a path send UTF-8. */
    private static String utf8(String header) {
        String text = new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : header;
    }

    /** The path alone: a query may hold a signature that is as good as a password. */
    private String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Last part of the path in lower case. */
    String fileName() {
        String path = path();
        return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    /** For messages. */
    String withoutQuery() {
        return server.scheme() + "://" + server.hostHeader() + path();
    }

    @Override
    public String toString() {
        return server.scheme() + "://" + server.hostHeader() + target;
    }
}
