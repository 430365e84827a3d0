package io.netfscache.origin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A server that requests go to: the origin, or where that redirects to, which may want TLS. */
record HttpServerAddress(boolean secure, String host, int port) {
    static HttpServerAddress of(URI url) throws IOException {
        String scheme = url.getScheme();
        boolean secure = "https".equalsIgnoreCase(scheme);
        if ((!secure && !"http".equalsIgnoreCase(scheme)) || url.getHost() == null) {
            throw new ProtocolException("not an http or https URL with a host");
        }
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        return new HttpServerAddress(secure, url.getHost(), port);
    }

    InetSocketAddress resolved() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        return address;
    }

    /** The socket itself, or TLS over it with the server's certificate checked. */
    Socket secured(Socket plain) throws IOException {
        if (!secure) {
            return plain;
        }
        SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) HttpLimits.RESPONSE_DEADLINE.toMillis());
        socket.startHandshake();
        return socket;
    }

    /** Value of the Host header. */
    String hostHeader() {
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }
}
