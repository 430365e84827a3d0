package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes a file of an HTTP server: PUT of the whole file and DELETE, each under the condition that the file is still
 * the one that was looked at (RFC 9110 13.1), and sent once.
 */
final class HttpChanges {
    private final HttpOrigin origin;

    HttpChanges(HttpOrigin origin) {
        this.origin = origin;
    }

    OriginWriter openForWriting(HttpUrl url, OriginAttributes expected, long newSize) throws IOException {
        HttpDescription now = origin.describe(url);
        if (!now.attributes().equals(expected)) {
            throw new OriginChangedException(url.withoutQuery() + " is not the file that it was");
        }
        Map<String, String> condition = condition(now);
        if (condition.isEmpty()) {
            throw new FileSystemException(
                    url.withoutQuery(),
                    null,
                    "the server tells neither a strong ETag nor Last-Modified, so what somebody else writes meanwhile"
                            + " would be lost: it is not written");
        }
        return new HttpWriter(this, url, condition, expected.notCached(), newSize);
    }

    /** Empty when the server tells nothing to hold it to. */
    private static Map<String, String> condition(HttpDescription file) {
        String etag = file.validators().etag();
        String lastModified = file.validators().lastModified();
        if (etag != null) {
            return Map.of("If-Match", etag);
        }
        return lastModified == null ? Map.of() : Map.of("If-Unmodified-Since", lastModified);
    }

    /** Asks first: there are servers that do not know the condition and would empty the file. */
    OriginAttributes create(HttpUrl url) throws IOException {
        if (exists(url)) {
            throw new FileAlreadyExistsException(url.withoutQuery());
        }
        try (HttpWriter writer = new HttpWriter(this, url, Map.of("If-None-Match", "*"), Reason.NONE, 0)) {
            return writer.commit(false);
        } catch (OriginChangedException e) {
            FileAlreadyExistsException there = new FileAlreadyExistsException(url.withoutQuery());
            there.initCause(e);
            throw there;
        }
    }

    private boolean exists(HttpUrl url) throws IOException {
        try {
            origin.describe(url);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void delete(HttpUrl url) throws IOException {
        HttpDescription file = origin.describe(url);
        if (HttpListing.isFolder(url) || HttpListing.isFolder(file.at())) {
            throw new UnsupportedOperationException(
                    url.withoutQuery() + " is a folder: the server might delete all that is in it");
        }
        try (HttpResponse response = send("DELETE", url, condition(file), ByteBuffer.allocate(0))) {
            requireDone(response, url);
        }
    }

    /** Sends a request with a body that can be sent anew, to where a 307 or 308 leads. */
    HttpResponse send(String method, HttpUrl url, Map<String, String> condition, ByteBuffer body) throws IOException {
        HttpUrl at = url;
        for (int redirects = 0; redirects <= HttpLimits.MAX_REDIRECTS; redirects++) {
            HttpResponse response = sendTo(method, at, condition, body.duplicate());
            String location = keepsMethod(response.status()) ? response.header("location") : null;
            if (location == null) {
                return response;
            }
            response.close();
            at = HttpClient.target(at, location);
        }
        throw HttpFailure.lasting(method + " " + url.withoutQuery() + ": it is redirected more than "
                + HttpLimits.MAX_REDIRECTS + " times");
    }

    private static boolean keepsMethod(int status) {
        return status == 307 || status == 308;
    }

    private HttpResponse sendTo(String method, HttpUrl url, Map<String, String> condition, ByteBuffer body)
            throws IOException {
        try (HttpUpload upload = upload(method, url, condition, body.remaining())) {
            HttpResponse early = upload.send(body);
            if (early != null && early.status() < 300) {
                try (early) {
                    throw refused(early, url);
                }
            }
            return early == null ? upload.finish() : early;
        } catch (IOException e) {
            throw HttpFailure.of(method + " " + url.withoutQuery(), e);
        }
    }

    /** Begins a PUT or DELETE. */
    HttpUpload upload(String method, HttpUrl url, Map<String, String> condition, long length) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>(condition);
        if (method.equals("PUT")) {
            headers.put("Content-Length", "" + length);
        }
        return origin.upload(method, url, headers, length);
    }

    /** Size and coherency data of what a PUT has made, if its response is certain of them; else null. */
    @Nullable
    OriginAttributes made(HttpResponse response, long size, Reason notCached) {
        HttpValidators validators = HttpValidators.of(response.head());
        // A response to PUT carries the new version's ETag only if the server stored the bytes as they are (RFC 9110
        // 9.3.4).
        boolean certain = validators.etag() != null
                && (notCached == Reason.NONE || notCached == Reason.NO_STORE || notCached == Reason.VARIES);
        return certain ? new OriginAttributes(size, validators.aux(size), notCached) : null;
    }

    /**
     * What the server says after a PUT that told nothing itself.
     *
     * @throws OriginChangedException when that is not what the PUT has made
     */
    OriginAttributes after(HttpUrl url, long size) throws IOException {
        OriginAttributes now;
        try {
            now = origin.stat(url.target());
        } catch (NoSuchFileException e) {
            throw new OriginChangedException(url.withoutQuery() + " was deleted by somebody else right after the PUT");
        }
        if (now.size() >= 0 && now.size() != size) {
            throw new OriginChangedException(url.withoutQuery() + " has " + now.size() + " bytes after a PUT of " + size
                    + ": somebody else has written it right after");
        }
        return now;
    }

    /**
     * @throws OriginBusyException when the server wants to be asked later, which is left to the caller
     * @throws IOException when the server did not do what was asked; the message says what to make of the status
     */
    void requireDone(HttpResponse response, HttpUrl url) throws IOException {
        int status = response.status();
        if (status == 200 || status == 201 || status == 204) {
            return;
        }
        String method = response.method();
        String why = switch (status) {
            case 202 -> "the server will do it later, perhaps: whether it has is not known";
            case 301, 302, 303, 307, 308 ->
                "it is redirected, which is followed for 307 and 308 and a body of at most "
                        + HttpLimits.MAX_KEPT_BODY_BYTES + " bytes only; use the URL that it leads to";
            case 405, 501 -> "the server does not take " + method + " here";
            case 407 -> "the proxy wants a user and a password in its URL";
            case 409 -> "the server has no such folder, or something else is in the way";
            case 413 -> "the server does not take files that large";
            case 423 -> "the file is locked at the server";
            case 500, 502, 504 -> "whether the server has done it is not known";
            case 507 -> "no space is left at the server";
            default -> null;
        };
        if (why != null) {
            throw new FileSystemException(url.withoutQuery(), null, method + ": status " + status + ": " + why);
        }
        try {
            origin.requireStatus(response, url, 200);
        } catch (HttpFailure e) {
            if (status == 429 || status == 503) {
                OriginBusyException busy = new OriginBusyException(e.getMessage(), e.retryAfter());
                busy.initCause(e);
                throw busy;
            }
            throw e;
        }
    }

    /** The server has answered before it had the whole file: not to be done, whatever it says. */
    IOException refused(HttpResponse response, HttpUrl url) throws IOException {
        requireDone(response, url);
        return HttpFailure.lasting("status " + response.status() + " to " + url.withoutQuery()
                + " before the server had the whole file: whether it has written any of it is not known");
    }
}
