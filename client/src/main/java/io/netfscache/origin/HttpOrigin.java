package io.netfscache.origin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A plain HTTP server. Coherency data: the strong ETag, or else Last-Modified, with the length. Each response that bytes
 * are taken from must carry the expected ones, so bytes of another version never pass for this one. A path is the URL's
 * path with its query.
 */
public final class HttpOrigin implements Origin {
    /** Longest wait for a connection, for a response's headers and for the next bytes of a body. */
    static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);

    static final Duration RESPONSE_DEADLINE = Duration.ofSeconds(30);

    private static final int MAX_THREADS = 16;
    private static final int MAX_TASKS = 4096;

    private final String host;
    private final int port;
    private final @Nullable String authorization;
    private final ThreadPoolExecutor workers = Wiring.workers("netfs-http", MAX_THREADS, MAX_TASKS);
    private final HttpClient client;
    private final InstantSource wallClock;
    private final LongAdder bytesRead = new LongAdder();

    /** @param server its host, port and user count, the path does not */
    public HttpOrigin(URI server) {
        if (!"http".equals(server.getScheme()) || server.getHost() == null) {
            throw new IllegalArgumentException(
                    "not an http URL with a host: " + server.getScheme() + "://" + server.getHost());
        }
        this.host = server.getHost();
        this.port = server.getPort() < 0 ? 80 : server.getPort();
        this.authorization = server.getUserInfo() == null
                ? null
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString(server.getUserInfo().getBytes(StandardCharsets.UTF_8));
        this.wallClock = Wiring.wallClock();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_DEADLINE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .executor(workers)
                .build();
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
        HttpRequest head = request(path)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<?> response = send(head, path, HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() == 405 || response.statusCode() == 501) {
            return new OriginAttributes(-1, io.netfscache.protocol.Bytes.EMPTY);
        }
        requireStatus(response, path, 200);
        long size = response.headers().firstValueAsLong("content-length").orElse(-1);
        boolean encoded = response.headers().firstValue("content-encoding").isPresent();
        return new OriginAttributes(
                encoded ? -1 : size,
                size < 0 || encoded
                        ? io.netfscache.protocol.Bytes.EMPTY
                        : HttpValidators.of(response.headers()).aux(size));
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) {
        return new HttpFile(this, path, expected, wallClock);
    }

    HttpRequest.Builder request(String path) throws IOException {
        HttpRequest.Builder builder;
        try {
            builder = HttpRequest.newBuilder(URI.create(url(path)));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a URL: " + url(path), e);
        }
        builder.timeout(RESPONSE_DEADLINE).header("Accept-Encoding", "identity");
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    <T> HttpResponse<T> send(HttpRequest request, String path, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return client.send(request, body);
        } catch (IOException e) {
            throw new IOException(request.method() + " " + url(path) + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException(request.method() + " " + url(path) + " was interrupted");
        }
    }

    void requireStatus(HttpResponse<?> response, String path, int wanted) throws IOException {
        int status = response.statusCode();
        if (status == wanted) {
            return;
        }
        String what = response.request().method() + " " + url(path) + " gave status " + status;
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
        workers.shutdownNow();
    }
}
