package io.netfscache.origin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Request heads as they are sent. None has a body. */
final class HttpRequest {
    private HttpRequest() {}

    /** @param proxy the proxy that is to pass a request on as it is; null when it goes to the server or into a tunnel */
    static String text(
            String method,
            HttpUrl url,
            Map<String, String> headers,
            @Nullable String authorization,
            @Nullable HttpProxy proxy) {
        StringBuilder request = new StringBuilder(256);
        request.append(method).append(' ');
        request.append(proxy == null ? url.target() : url.toString()).append(" HTTP/1.1\r\n");
        header(request, "Host", url.server().hostHeader());
        headers.forEach((name, value) -> header(request, name, value));
        header(request, "Authorization", authorization);
        if (proxy != null) {
            header(request, "Proxy-Authorization", proxy.authorization());
        }
        return request.append("\r\n").toString();
    }

    static String connect(HttpServerAddress server, String userAgent, HttpProxy proxy) {
        StringBuilder request = new StringBuilder(256);
        request.append("CONNECT ").append(server.authority()).append(" HTTP/1.1\r\n");
        header(request, "Host", server.authority());
        header(request, "User-Agent", userAgent);
        header(request, "Proxy-Authorization", proxy.authorization());
        return request.append("\r\n").toString();
    }

    private static void header(StringBuilder request, String name, @Nullable String value) {
        if (value != null) {
            request.append(name).append(": ").append(value).append("\r\n");
        }
    }

    static String proxyWantsCredentials(HttpProxy proxy) {
        return "the proxy " + proxy + " refuses (status 407): the user and password that it wants belong into its URL,"
                + " http://user:password@" + proxy;
    }
}
