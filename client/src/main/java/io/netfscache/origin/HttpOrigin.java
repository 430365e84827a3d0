package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server. Coherency data: the strong ETag, or else Last-Modified, with the length. Each response that bytes are
 * taken from must carry the expected ones, and so must the answer to a HEAD after them. A path is the URL's path with its
 * query. What servers do, and what comes of it: docs/http-origin.md.
 */
public final class HttpOrigin implements WritableOrigin {
    private final HttpServerAddress server;
    private final @Nullable String authorization;
    private final HttpOptions options;
    private final HttpClient client;
    private final HttpRetries retries;
    private final InstantSource wallClock = Wiring.wallClock();
    private final LongSupplier clock = Wiring.clock();
    private final HttpLessons lessons = new HttpLessons();
    private final HttpChanges changes = new HttpChanges(this);
    private final HttpStreams streams;
    private final LongAdder bytesRead = new LongAdder();

    /** @param authorization value of the Authorization header, or null */
    HttpOrigin(HttpServerAddress server, @Nullable String authorization, HttpOptions options) {
        this(server, authorization, options, Wiring::pause);
    }

    HttpOrigin(HttpServerAddress server, @Nullable String authorization, HttpOptions options, HttpRetries.Pause pause) {
        this.server = server;
        this.authorization = authorization;
        this.options = options;
        this.client = new HttpClient(server, authorization, options, clock);
        this.streams = new HttpStreams(options.responseTimeout(), clock);
        this.retries = new HttpRetries(clock, Wiring.random(), pause);
    }

    @Override
    public String volumeKey() {
        return server.volumeKey();
    }

    @Override
    public String canonical(String path) throws IOException {
        return url(path).target();
    }

    @Override
    public byte[] objectKey(String path) {
        return Origins.objectKey(HttpPercent.target(path));
    }

    @Override
    public boolean hasCredentialsOf(Origin other) {
        return other instanceof HttpOrigin http && Objects.equals(authorization, http.authorization);
    }

    /** The URL of a path, without credentials. */
    HttpUrl url(String path) throws IOException {
        try {
            return new HttpUrl(server, path);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a path of " + server + ": " + e.getMessage(), e);
        }
    }

    @Override
    public OriginAttributes stat(String path) throws IOException {
        return describe(url(path)).attributes();
    }

    /**
     * The entries of a folder, if the path ends in a slash and the server makes an index that {@link HttpListing} knows;
     * else the file itself.
     */
    @Override
    public List<OriginEntry> list(String path) throws IOException {
        HttpUrl url = url(path);
        List<OriginEntry> entries = HttpListing.isFolder(url) ? listFolder(url) : null;
        if (entries != null) {
            return entries;
        }
        HttpDescription file = describe(url);
        return List.of(new OriginEntry(
                path,
                OriginEntry.Kind.FILE,
                file.attributes().size(),
                file.validators().modified(),
                null));
    }

    /** A path is a folder's where the server redirects to the same with a slash, as those do that make an index. */
    @Override
    public OriginLook look(String path) throws IOException {
        HttpUrl url = url(path);
        HttpDescription file = describe(url);
        if (!HttpListing.isFolder(url) && HttpListing.isFolder(file.at())) {
            return new OriginLook(new OriginEntry(path, OriginEntry.Kind.FOLDER, -1, null, null), null);
        }
        OriginEntry entry = new OriginEntry(
                path,
                OriginEntry.Kind.FILE,
                file.attributes().size(),
                file.validators().modified(),
                null);
        return new OriginLook(entry, file.attributes());
    }

    @Override
    public boolean hasFolders() {
        return false;
    }

    private @Nullable List<OriginEntry> listFolder(HttpUrl url) throws IOException {
        HttpRetries.Tries tries = retries.begin();
        while (true) {
            try (HttpResponse response = send("GET", url, Map.of())) {
                requireStatus(response, url, 200);
                return HttpListing.of(url, response);
            } catch (IOException e) {
                tries.failed(e);
            }
        }
    }

    /** What the server says of a file now. */
    HttpDescription describe(HttpUrl url) throws IOException {
        HttpRetries.Tries tries = retries.begin();
        while (true) {
            try {
                HttpDescription said = head(url);
                return new HttpDescription(
                        lessons.applied(url.target(), said.attributes()), said.validators(), said.at());
            } catch (IOException e) {
                tries.failed(e);
            }
        }
    }

    private HttpDescription head(HttpUrl url) throws IOException {
        HttpDescription said;
        try (HttpResponse response = send("HEAD", url, Map.of())) {
            int status = response.status();
            // Some servers have no HEAD, and a URL that is signed for GET is forbidden for anything else.
            if (status == 403 || status == 405 || status == 501) {
                return firstByte(url);
            }
            said = described(response, url);
            // Empty files are rare, and servers that forget the length of a HEAD, also one with a strong ETag, are not.
            if (said.attributes().size() != 0) {
                return said;
            }
        }
        HttpDescription got = firstByte(url);
        return got.attributes().size() == 0 ? said : got;
    }

    /** What a HEAD should have said, from a GET of one byte. */
    private HttpDescription firstByte(HttpUrl url) throws IOException {
        try (HttpResponse response = send("GET", url, Map.of("Range", "bytes=0-0"))) {
            HttpContentRange range = HttpContentRange.of(response.head());
            if (response.status() == 206) {
                count(response.body().read(ByteBuffer.allocate(1)));
                return HttpDescription.of(response, url, range == null ? -1 : range.total());
            }
            if (response.status() != 416) {
                return described(response, url);
            }
            if (range != null && range.total() == 0) {
                return HttpDescription.of(response, url, 0);
            }
        }
        try (HttpResponse response = send("GET", url, Map.of())) {
            return described(response, url);
        }
    }

    private HttpDescription described(HttpResponse response, HttpUrl url) throws IOException {
        requireStatus(response, url, 200);
        return HttpDescription.of(response, url, response.head().contentLength());
    }

    @Override
    public OriginFile open(String path, OriginAttributes expected) throws IOException {
        return new HttpFile(this, url(path), expected, wallClock);
    }

    HttpStreams streams() {
        return streams;
    }

    HttpRetries.Tries tries() {
        return retries.begin();
    }

    /** Sends a request without a body, once; close the response. */
    HttpResponse send(String method, HttpUrl url, Map<String, String> headers) throws IOException {
        try {
            return client.send(method, url, common(headers));
        } catch (IOException e) {
            throw HttpFailure.of(method + " " + url.withoutQuery(), e);
        }
    }

    private Map<String, String> common(Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("User-Agent", options.userAgent());
        all.put("Accept-Encoding", "identity");
        all.putAll(headers);
        return all;
    }

    /** Begins a request that changes something; close what it gives. */
    HttpUpload upload(String method, HttpUrl url, Map<String, String> headers, long length) throws IOException {
        try {
            return client.upload(method, url, common(headers), length);
        } catch (IOException e) {
            throw HttpFailure.of(method + " " + url.withoutQuery(), e);
        }
    }

    @Override
    public long maxHoleBytes() {
        return HttpLimits.MAX_HOLE_BYTES;
    }

    @Override
    public OriginWriter openForWriting(String path, OriginAttributes expected, long newSize) throws IOException {
        return changes.openForWriting(url(path), expected, newSize);
    }

    @Override
    public OriginAttributes create(String path) throws IOException {
        return changes.create(url(path));
    }

    @Override
    public void createFolder(String path) {
        throw new UnsupportedOperationException(
                this + " is an HTTP server, which has no folders of its own: they come with the files in them");
    }

    /** Deletes a file; of folders, which some servers delete with all that is in them, none. */
    @Override
    public void delete(String path) throws IOException {
        changes.delete(url(path));
    }

    @Override
    public void move(String from, String to, boolean replace) {
        throw new UnsupportedOperationException(
                this + " is an HTTP server, which gives no file another name: copy it and delete the old one");
    }

    void requireStatus(HttpResponse response, HttpUrl url, int wanted) throws IOException {
        int status = response.status();
        if (status == wanted) {
            return;
        }
        boolean moved = !response.url().server().equals(server);
        String where = response.url().equals(url)
                ? ""
                : ", redirected to " + response.url().withoutQuery();
        String what = response.method() + " " + url.withoutQuery() + where + ": status " + status;
        switch (status) {
            case 404, 410 -> throw new NoSuchFileException(url.withoutQuery(), null, "status " + status + where);
            case 401, 403 ->
                throw new AccessDeniedException(
                        url.withoutQuery(),
                        null,
                        "status " + status + where + (moved ? " (where credentials of this URL are not sent to)" : ""));
            case 412 -> throw new OriginChangedException(what + ": the file has changed");
            case 408, 429, 500, 502, 503, 504 -> throw busy(response, what);
            case 301, 302, 303, 307, 308 -> throw HttpFailure.lasting(what + " without a Location to go to");
            default -> throw HttpFailure.lasting(what);
        }
    }

    private HttpFailure busy(HttpResponse response, String what) {
        String header = response.header("retry-after");
        Duration wait = header == null ? null : retryAfter(header.strip());
        return HttpFailure.passing(
                wait == null ? what : what + ", to be tried again after " + wait.toSeconds() + " s", wait);
    }

    /** Seconds or a date (RFC 9110 10.2.3). */
    private @Nullable Duration retryAfter(String text) {
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant date = HttpValidators.date(text);
        try {
            Duration wait = date == null ? null : Duration.between(wallClock.instant(), date);
            return wait == null || wait.isNegative() ? null : wait;
        } catch (DateTimeException | ArithmeticException e) {
            // A date that far away says nothing.
            return null;
        }
    }

    /** A GET of the file has said whether it may be kept. */
    void learn(HttpUrl url, Reason why) {
        lessons.learn(url.target(), why);
    }

    /** Of a clock that only goes forward. */
    long nanos() {
        return clock.getAsLong();
    }

    void count(int bytes) {
        bytesRead.add(bytes);
    }

    /** The path itself, also of a folder: whether that is one is known only to those who list it. */
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

    /** Scheme, host and port. */
    @Override
    public String toString() {
        return server.scheme() + "://" + server.hostHeader();
    }
}
