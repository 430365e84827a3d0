package io.netfscache.origin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A forward proxy that is spoken to in plain HTTP; {@code https:} goes through it with CONNECT. Never prints its user info.
 *
 * @param host name, or address without brackets
 * @param userInfo {@code user:password}, or null for a proxy that wants none
 */
public record HttpProxy(String host, int port, @Nullable String userInfo) {
    /** As curl has it. */
    private static final int DEFAULT_PORT = 1080;

    public HttpProxy {
        HttpServerAddress address =
                HttpServerAddress.parse(false, (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port, 0);
        host = address.host();
    }

    /**
     * Parses {@code http://user:password@host:port}, of which only the host is needed; the port is 1080 if none is given.
     *
     * @throws IllegalArgumentException when it names no proxy; the message quotes nothing of it but a scheme
     */
    public static HttpProxy parse(String url) {
        int scheme = url.indexOf("://");
        if (scheme >= 0 && !url.substring(0, scheme).equalsIgnoreCase("http")) {
            throw new IllegalArgumentException(
                    "it is not an http:// URL: proxies over TLS (https://) and SOCKS are not supported");
        }
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        String authority = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        int end = authority.lastIndexOf('@');
        String userInfo = end < 1 ? null : HttpPercent.decoded(authority.substring(0, end));
        HttpServerAddress address = HttpServerAddress.parse(false, authority.substring(end + 1), DEFAULT_PORT);
        return new HttpProxy(address.host(), address.port(), userInfo);
    }

    HttpServerAddress address() {
        return new HttpServerAddress(false, host, port);
    }

    /** Value of the Proxy-Authorization header. */
    @Nullable
    String authorization() {
        return userInfo == null ? null : HttpUrl.basic(Objects.requireNonNull(userInfo));
    }

    /** Host and port. */
    @Override
    public String toString() {
        return address().authority();
    }
}
