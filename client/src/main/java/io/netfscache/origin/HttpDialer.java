package io.netfscache.origin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Makes connections to servers: directly, through a proxy, or through a proxy's tunnel, and TLS over that. */
final class HttpDialer {
    private final HttpOptions options;
    private final HttpRoutes routes;
    private final HttpTls tls;
    private final LongSupplier clock;

    HttpDialer(HttpOptions options, HttpRoutes routes, LongSupplier clock) {
        this.options = options;
        this.routes = routes;
        this.tls = new HttpTls(options.caFile());
        this.clock = clock;
    }

    HttpConnection open(HttpServerAddress server) throws IOException {
        HttpProxy proxy = routes.proxyFor(server);
        SocketChannel channel = connect(proxy == null ? server : proxy.address(), proxy != null);
        boolean done = false;
        try {
            if (proxy != null && server.secure()) {
                tunnel(connection(server, channel, channel.socket()), proxy, server);
            }
            Socket socket =
                    server.secure() ? tls.over(channel.socket(), server, options.responseTimeout()) : channel.socket();
            HttpConnection made = connection(server, channel, socket);
            done = true;
            return made;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private HttpConnection connection(HttpServerAddress server, SocketChannel channel, Socket socket)
            throws IOException {
        return new HttpConnection(server, channel, socket, clock, options.responseTimeout());
    }

    /** To the first address that answers; names are looked up each time. */
    private SocketChannel connect(HttpServerAddress to, boolean proxy) throws IOException {
        String what = (proxy ? "the proxy " : "") + to;
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(to.host());
        } catch (UnknownHostException e) {
            throw failure(new UnknownHostException("no address is known for " + what), e);
        }
        IOException failure = new ConnectException("no address for " + what);
        for (InetAddress address :
                Arrays.asList(addresses).subList(0, Math.min(addresses.length, HttpLimits.MAX_ADDRESSES))) {
            try {
                return connect(new InetSocketAddress(address, to.port()));
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (SocketTimeoutException e) {
                failure = failure(
                        new SocketTimeoutException("no connection to " + what + " within " + options.connectTimeout()),
                        e);
            } catch (IOException e) {
                failure = failure(new ConnectException("no connection to " + what + ": " + e.getMessage()), e);
            }
        }
        throw failure;
    }

    private SocketChannel connect(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        boolean done = false;
        try {
            channel.socket().setTcpNoDelay(true);
            channel.socket().connect(address, (int) options.connectTimeout().toMillis());
            done = true;
            return channel;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    private static IOException failure(IOException failure, IOException cause) {
        failure.initCause(cause);
        return failure;
    }

    private void tunnel(HttpConnection connection, HttpProxy proxy, HttpServerAddress server) throws IOException {
        HttpHead head = connection.exchange(HttpRequest.connect(server, options.userAgent(), proxy));
        if (head.status() == 407) {
            throw HttpFailure.lasting(HttpRequest.proxyWantsCredentials(proxy));
        }
        if (head.status() / 100 != 2) {
            String message = "the proxy " + proxy + " makes no tunnel to " + server + ": status " + head.status();
            throw head.status() >= 500 ? HttpFailure.passing(message, null) : HttpFailure.lasting(message);
        }
        if (connection.hasSurplus()) {
            throw HttpFailure.lasting("the proxy " + proxy + " sent more than its answer to CONNECT");
        }
    }
}
