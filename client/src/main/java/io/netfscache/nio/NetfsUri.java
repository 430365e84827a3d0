package io.netfscache.nio;

import java.net.URI;
import java.util.Locale;

/**
 * A {@code netfs:} URI taken apart.
 *
 * <pre>
 * uri     = "netfs:" origin "!" path  |  "netfs://" servers "/" origin "!" path
 * servers = host ":" port *("," host ":" port)  |  "none"
 * origin  = a file:, http: or https: URL of a folder, without query and fragment; '!' in it is written %21
 * path    = "/" *(name "/") [name]
 * name    = UTF-8 with %XX; never '/' or NUL
 * </pre>
 *
 * <p>The first {@code !/} ends the origin; a name may have a {@code !}.
 *
 * @param prefix all before the path, as it was written
 * @param servers as they were written; empty when the URI names none
 * @param origin as it was written
 * @param path decoded; begins with '/'
 */
record NetfsUri(String prefix, String servers, String origin, String path) {
    static final String SCHEME = "netfs";
    private static final String FORMS =
            "; write netfs:ORIGIN!/path or netfs://host:port,host:port/ORIGIN!/path, where ORIGIN is file:///folder,"
                    + " http://host/folder or https://host/folder";

    /** @throws IllegalArgumentException when it is none: the message says why, and shows no password */
    static NetfsUri parse(URI uri) {
        String text = uri.toString();
        try {
            return parse(uri, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + withoutUserInfo(text) + "\" names no file: " + e.getMessage() + FORMS, e);
        }
    }

    private static NetfsUri parse(URI uri, String text) {
        if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException("the scheme is not netfs");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("it has a fragment: write %23 for '#'");
        }
        int end = text.indexOf("!/");
        if (end < 0) {
            throw new IllegalArgumentException("there is no !/ between origin and path");
        }
        if (text.indexOf('?') >= 0) {
            throw new IllegalArgumentException("it has a query: write %3F for a '?' in a name");
        }
        String prefix = text.substring(0, end);
        String rest = prefix.substring(SCHEME.length() + 1);
        String servers = "";
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            servers = rest.substring(2, slash < 0 ? rest.length() : slash);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
            if (servers.isEmpty()) {
                throw new IllegalArgumentException("netfs:// is followed by no servers");
            }
        }
        String kind = rest.toLowerCase(Locale.ROOT);
        if (!kind.startsWith("file:/") && !kind.startsWith("http://") && !kind.startsWith("https://")) {
            throw new IllegalArgumentException("\"" + withoutUserInfo(rest) + "\" is no origin");
        }
        return new NetfsUri(prefix, servers, rest, path(text.substring(end + 1)));
    }

    private static String path(String raw) {
        for (String name : raw.split("/", -1)) {
            String decoded = NioPercent.decoded(name);
            if (decoded.indexOf('/') >= 0 || decoded.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("\"" + name + "\" is no name: %2F and %00 cannot be in one");
            }
        }
        return NioPercent.decoded(raw);
    }

    /** Rather too much is left out than a part of a password shown, or a query, which may be as good as one. */
    static String withoutUserInfo(String text) {
        return text.replaceFirst("(?is)^(netfs://)[^/]*@", "$1")
                .replaceFirst("(?is)\\b((?!netfs:|file:)[a-z][a-z0-9+.-]*://).*@", "$1")
                .replaceFirst("(?s)\\?.*", "?...")
                .replaceAll("\\p{Cntrl}", "?");
    }

    /** Whether the origin has user info. */
    boolean hasUserInfo() {
        return origin.matches("(?is)https?://[^/]*@.*");
    }

    /** A URI of that prefix. */
    static URI format(String prefix, Iterable<String> names) {
        StringBuilder text = new StringBuilder(prefix).append('!');
        for (String name : names) {
            text.append('/').append(NioPercent.name(name));
        }
        return URI.create(names.iterator().hasNext() ? text.toString() : text + "/");
    }
}
