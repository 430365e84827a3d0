package io.netfscache.origin;

import org.jspecify.annotations.Nullable;

/** Which servers are reached through which proxy. */
final class HttpRoutes {
    private final HttpOptions options;
    private final HttpNoProxy direct;

    HttpRoutes(HttpOptions options) {
        this.options = options;
        this.direct = new HttpNoProxy(options.noProxy());
    }

    @Nullable
    HttpProxy proxyFor(HttpServerAddress server) {
        HttpProxy proxy = server.secure() ? options.httpsProxy() : options.httpProxy();
        return proxy == null || direct.contains(server) ? null : proxy;
    }
}
