package io.netfscache.origin;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over kept connections, in the thread of the caller. The JDK's client takes three hand-offs between
 * threads for each, which is most of what the many small requests of a filesystem cost.
 */
final class HttpClient implements AutoCloseable {
    private final HttpServerAddress trusted;
    private final @Nullable String authorization;
    private final HttpConnections connections;

    /** @param authorization for {@code trusted} only: a redirect elsewhere does not get it */
    HttpClient(HttpServerAddress trusted, @Nullable String authorization, LongSupplier clock) {
        this.trusted = trusted;
        this.authorization = authorization;
        this.connections = new HttpConnections(clock);
    }

    /** Sends a GET or HEAD, and again to where it is redirected. */
    HttpResponse send(String method, URI url, Map<String, String> headers) throws IOException {
        URI at = url;
        for (int redirects = 0; redirects <= HttpLimits.MAX_REDIRECTS; redirects++) {
            HttpServerAddress server = HttpServerAddress.of(at);
            HttpResponse response = exchange(server, method, request(server, method, at, headers));
            String location = isRedirect(response.status()) ? response.header("location") : null;
            if (location == null) {
                return response;
            }
            response.close();
            at = target(at, location);
            if (server.secure() && !"https".equalsIgnoreCase(at.getScheme())) {
                throw new ProtocolException("redirected from https to " + at.getScheme());
            }
        }
        throw new ProtocolException("redirected more than " + HttpLimits.MAX_REDIRECTS + " times");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI target(URI from, String location) throws IOException {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("redirected to what is no URL: " + location);
        }
    }

    private String request(HttpServerAddress server, String method, URI url, Map<String, String> headers) {
        URI ascii = URI.create(url.toASCIIString());
        StringBuilder request = new StringBuilder(256);
        request.append(method).append(' ');
        request.append(ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath());
        if (ascii.getRawQuery() != null) {
            request.append('?').append(ascii.getRawQuery());
        }
        request.append(" HTTP/1.1\r\n");
        header(request, "Host", server.hostHeader());
        header(request, "User-Agent", "netfs-cache");
        headers.forEach((name, value) -> header(request, name, value));
        if (authorization != null && server.equals(trusted)) {
            header(request, "Authorization", authorization);
        }
        return request.append("\r\n").toString();
    }

    private static void header(StringBuilder request, String name, String value) {
        request.append(name).append(": ").append(value).append("\r\n");
    }

    /** Both methods may be repeated: a kept connection that turns out to be dead is no error. */
    private HttpResponse exchange(HttpServerAddress server, String method, String request) throws IOException {
        HttpConnection kept = connections.reuse(server);
        while (kept != null) {
            try {
                return exchange(kept, method, request);
            } catch (IOException e) {
                if (kept.answered()
                        || e instanceof java.net.SocketTimeoutException
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            kept = connections.reuse(server);
        }
        return exchange(connections.open(server), method, request);
    }

    private HttpResponse exchange(HttpConnection connection, String method, String request) throws IOException {
        boolean done = false;
        try {
            HttpHead head = connection.exchange(request);
            boolean hasBody = !method.equals("HEAD") && head.status() != 204 && head.status() != 304;
            HttpResponse response =
                    new HttpResponse(method, head, new HttpBody(connections, connection, head, hasBody));
            done = true;
            return response;
        } finally {
            if (!done) {
                connections.discard(connection);
            }
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        connections.close();
    }
}
