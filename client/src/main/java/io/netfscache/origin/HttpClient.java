package io.netfscache.origin;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over kept connections, in the thread of the caller. The JDK's client takes three hand-offs between
 * threads for each, which is most of what the many small requests of a filesystem cost.
 */
final class HttpClient implements AutoCloseable {
    private final HttpServerAddress trusted;
    private final @Nullable String authorization;
    private final HttpRoutes routes;
    private final Duration timeout;
    private final HttpConnections connections;

    /** @param authorization for {@code trusted} only: a redirect elsewhere does not get it */
    HttpClient(HttpServerAddress trusted, @Nullable String authorization, HttpOptions options, LongSupplier clock) {
        this.trusted = trusted;
        this.authorization = authorization;
        this.routes = new HttpRoutes(options);
        this.timeout = options.responseTimeout();
        this.connections = new HttpConnections(new HttpDialer(options, routes, clock), timeout, clock);
    }

    /** Sends a GET or HEAD, and again to where it is redirected. */
    HttpResponse send(String method, HttpUrl url, Map<String, String> headers) throws IOException {
        HttpUrl at = url;
        Set<HttpUrl> seen = new HashSet<>();
        while (seen.size() <= HttpLimits.MAX_REDIRECTS) {
            if (!seen.add(at)) {
                throw HttpFailure.lasting("it is redirected in a circle, back to " + at.withoutQuery());
            }
            HttpResponse response = exchange(method, at, headers);
            String location = isRedirect(response.status()) ? response.header("location") : null;
            if (location == null) {
                return response;
            }
            response.close();
            at = target(at, location);
        }
        throw HttpFailure.lasting("it is redirected more than " + HttpLimits.MAX_REDIRECTS + " times");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** Where a redirect leads, if it may be followed. */
    static HttpUrl target(HttpUrl from, String location) throws IOException {
        HttpUrl target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw HttpFailure.lasting(from.withoutQuery() + " redirects to what cannot be followed: " + e.getMessage());
        }
        if (from.server().secure() && !target.server().secure()) {
            throw HttpFailure.lasting("it is redirected from https to http, to " + target.withoutQuery()
                    + ", which is not followed: anybody could read and change it on the way");
        }
        return target;
    }

    /**
     * Begins a request that changes something. It has a new connection and is sent once: when a kept one died under it,
     * nobody would know whether the server had done it. Redirects are left to the caller.
     *
     * @param length bytes of its body
     */
    HttpUpload upload(String method, HttpUrl url, Map<String, String> headers, long length) throws IOException {
        HttpConnection connection = connections.open(url.server());
        boolean done = false;
        try {
            connection.begin(text(method, url, headers), length);
            done = true;
            return new HttpUpload(connections, connection, method, url, length, timeout);
        } finally {
            if (!done) {
                connections.discard(connection);
            }
        }
    }

    private @Nullable HttpProxy passedOnBy(HttpServerAddress server) {
        return server.secure() ? null : routes.proxyFor(server);
    }

    private String text(String method, HttpUrl url, Map<String, String> headers) {
        String credentials = url.server().equals(trusted) ? authorization : null;
        return HttpRequest.text(method, url, headers, credentials, passedOnBy(url.server()));
    }

    private HttpResponse exchange(String method, HttpUrl url, Map<String, String> headers) throws IOException {
        HttpProxy proxy = passedOnBy(url.server());
        HttpResponse response = exchange(url, method, text(method, url, headers));
        if (response.status() == 407 && proxy != null) {
            response.close();
            throw HttpFailure.lasting(HttpRequest.proxyWantsCredentials(proxy));
        }
        return response;
    }

    /** Both methods may be repeated: a kept connection that turns out to be dead is no error. */
    private HttpResponse exchange(HttpUrl url, String method, String request) throws IOException {
        HttpConnection kept = connections.reuse(url.server());
        while (kept != null) {
            try {
                return exchange(kept, url, method, request);
            } catch (IOException e) {
                if (kept.answered()
                        || e instanceof SocketTimeoutException
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
            kept = connections.reuse(url.server());
        }
        return exchange(connections.open(url.server()), url, method, request);
    }

    private HttpResponse exchange(HttpConnection connection, HttpUrl url, String method, String request)
            throws IOException {
        boolean done = false;
        try {
            HttpHead head = connection.exchange(request);
            boolean hasBody = !method.equals("HEAD") && head.status() != 204 && head.status() != 304;
            HttpResponse response =
                    new HttpResponse(method, url, head, new HttpBody(connections, connection, head, hasBody));
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
