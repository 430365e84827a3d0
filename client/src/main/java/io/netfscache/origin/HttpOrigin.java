package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A plain HTTP server. Coherency data: the strong ETag, or else Last-Modified, with the length. Each response that bytes
 * are taken from must carry the expected ones, and so must a HEAD after them. A path is the URL's
 * path with its query.
 */
public final class HttpOrigin implements Origin {
    private final String host;
    private final int port;
    private final HttpClient client;
    private final InstantSource wallClock;
    private final LongAdder bytesRead = new LongAdder();

    /** @param server its host, port and user count, the path does not */
    public HttpOrigin(URI server) {
        if (!"http".equals(server.getScheme()) || server.getHost() == null) {
            throw new IllegalArgumentException("it is not http with a host and, if at all, a port that is a number");
        }
        if (server.getPort() == 0 || server.getPort() > 65_535) {
            throw new IllegalArgumentException("there is no port " + server.getPort());
        }
        this.host = server.getHost();
        this.port = server.getPort() < 0 ? 80 : server.getPort();
        String credentials = server.getUserInfo();
        String authorization = credentials == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        this.wallClock = Wiring.wallClock();
        this.client = new HttpClient(new HttpServerAddress(false, host, port), authorization, Wiring.clock());
    }

    @Override
    public String volumeKey() {
        return "http," + host + "," + port;
    }

    @Override
    public byte[] objectKey(String path) {
        return Origins.objectKey(path);
    }

    /** The URL of a path, without credentials. */
    String url(String path) {
        return "http://" + host + ":" + port + path;
    }

    @Override
    public OriginAttributes stat(String path) throws IOException {
        try (HttpResponse response = send("HEAD", path, Map.of())) {
            if (response.status() == 405 || response.status() == 501) {
                return OriginAttributes.uncacheable(-1, Reason.NO_LENGTH);
            }
            requireStatus(response, path, 200);
            boolean encoded = response.header("content-encoding") != null;
            long size = encoded ? -1 : response.head().contentLength();
            return size < 0
                    ? OriginAttributes.uncacheable(-1, encoded ? Reason.ENCODED : Reason.NO_LENGTH)
                    : new OriginAttributes(
                            size, HttpValidators.of(response.head()).aux(size));
        }
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) {
        return new HttpFile(this, path, expected, wallClock);
    }

    /** Sends a request without a body; close the response. */
    HttpResponse send(String method, String path, Map<String, String> headers) throws IOException {
        URI url;
        try {
            url = URI.create(url(path));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a URL: " + url(path), e);
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Accept-Encoding", "identity");
        try {
            return client.send(method, url, all);
        } catch (IOException e) {
            throw new IOException(method + " " + url(path) + " failed: " + e, e);
        }
    }

    void requireStatus(HttpResponse response, String path, int wanted) throws IOException {
        int status = response.status();
        if (status == wanted) {
            return;
        }
        String what = response.method() + " " + url(path) + " gave status " + status;
        switch (status) {
            case 404, 410 -> throw new NoSuchFileException(url(path), null, "status " + status);
            case 401, 403 -> throw new AccessDeniedException(url(path), null, "status " + status);
            case 412 -> throw new OriginChangedException(what + ": the file has changed");
            default -> throw new IOException(what);
        }
    }

    void count(int bytes) {
        bytesRead.add(bytes);
    }

    @Override
    public List<OriginEntry> list(String path) {
        throw new UnsupportedOperationException("branch http");
    }

    /** Plain HTTP lists nothing: the path itself. */
    @Override
    public List<String> walk(String path) {
        return List.of(path);
    }

    @Override
    public long bytesRead() {
        return bytesRead.sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
