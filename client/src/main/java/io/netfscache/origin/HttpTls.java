package io.netfscache.origin;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS over connected sockets, with the server's certificate and its name checked. */
final class HttpTls {
    private final @Nullable Path caFile;
    private @Nullable SSLSocketFactory factory;

    /** @param caFile certificates in PEM that are trusted instead of the Java runtime's, or null; read at the first use */
    HttpTls(@Nullable Path caFile) {
        this.caFile = caFile;
    }

    /** Shakes hands over {@code plain}, whose owner closes both. */
    Socket over(Socket plain, HttpServerAddress server, Duration timeout) throws IOException {
        SSLSocket socket = (SSLSocket) factory().createSocket(plain, server.host(), server.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) timeout.toMillis());
        try {
            socket.startHandshake();
        } catch (SocketTimeoutException e) {
            SocketTimeoutException failure =
                    new SocketTimeoutException("no TLS connection to " + server + ": no answer for " + timeout);
            failure.initCause(e);
            throw failure;
        } catch (SSLException e) {
            SSLHandshakeException failure =
                    new SSLHandshakeException("no TLS connection to " + server + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        return socket;
    }

    private synchronized SSLSocketFactory factory() throws IOException {
        if (factory == null) {
            factory = caFile == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trusting(caFile);
        }
        return factory;
    }

    private static SSLSocketFactory trusting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new CertificateException("it has no certificate in PEM");
            }
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw HttpFailure.lasting("the CA file " + file + " cannot be used: " + e.getMessage());
        }
    }
}
