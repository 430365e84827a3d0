package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of an HTTP server, read by ranges. A server that sends the whole file instead is read as a stream, which is
 * kept for the reads that follow in sequence.
 */
final class HttpFile implements OriginFile {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
    private static final int SKIP_BYTES = 64 * 1024;

    private final HttpOrigin origin;
    private final String path;
    private final OriginAttributes expected;
    private final InstantSource wallClock;
    private @Nullable HttpBody stream;
    private long streamPosition;
    private boolean racy;

    HttpFile(HttpOrigin origin, String path, OriginAttributes expected, InstantSource wallClock) {
        this.origin = origin;
        this.path = path;
        this.expected = expected;
        this.wallClock = wallClock;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        long left = expected.size() < 0 ? Long.MAX_VALUE : expected.size() - position;
        if (left <= 0 || !into.hasRemaining()) {
            return 0;
        }
        int wanted = (int) Math.min(left, into.remaining());
        ByteBuffer space = into.slice(into.position(), wanted);
        if (stream != null && streamPosition == position) {
            return fill(stream, space, into, true);
        }
        close();
        HttpResponse response = origin.send("GET", path, headers(position, wanted));
        return take(response, position, space, into);
    }

    private Map<String, String> headers(long position, int wanted) {
        Map<String, String> headers = new HashMap<>();
        if (expected.size() >= 0) {
            headers.put("Range", "bytes=" + position + "-" + (position + wanted - 1));
            String[] condition = HttpValidators.condition(expected.aux());
            if (condition != null) {
                headers.put(condition[0], condition[1]);
            }
        }
        return headers;
    }

    private int take(HttpResponse response, long position, ByteBuffer space, ByteBuffer into) throws IOException {
        boolean keep = false;
        try {
            if (response.status() == 206) {
                checkRange(response, position, space.remaining());
                return fill(response.body(), space, into, false);
            }
            origin.requireStatus(response, path, 200);
            if (expected.cacheable()) {
                checkVersion(response, response.head().contentLength());
            }
            skip(response.body(), position);
            stream = response.body();
            streamPosition = position;
            keep = true;
            return fill(response.body(), space, into, true);
        } finally {
            if (!keep) {
                response.close();
            }
        }
    }

    private void checkRange(HttpResponse response, long position, int wanted) throws IOException {
        String text = Objects.requireNonNullElse(response.header("content-range"), "");
        Matcher range = CONTENT_RANGE.matcher(text);
        if (!range.matches()
                || Long.parseLong(range.group(1)) != position
                || Long.parseLong(range.group(2)) != position + wanted - 1) {
            throw changed("answered bytes " + position + "-" + (position + wanted - 1) + " with Content-Range \"" + text
                    + "\"");
        }
        checkVersion(response, Long.parseLong(range.group(3)));
    }

    private void checkVersion(HttpResponse response, long size) throws IOException {
        HttpValidators validators = HttpValidators.of(response.head());
        boolean same = expected.aux().isEmpty()
                ? size == expected.size()
                : validators.aux(size).equals(expected.aux());
        if (!same) {
            throw changed("carries " + validators + " and " + size + " bytes, not what was expected");
        }
        racy |= validators.etag() == null && isYoung(validators.modified());
    }

    /** Last-Modified counts in seconds: a file that changed just now may change again and look the same. */
    private boolean isYoung(@Nullable Instant lastModified) {
        return lastModified != null && lastModified.plus(FileOrigin.RACY).isAfter(wallClock.instant());
    }

    private OriginChangedException changed(String what) {
        return new OriginChangedException("the response for " + origin.url(path) + " " + what);
    }

    private void skip(HttpBody body, long bytes) throws IOException {
        long left = bytes;
        ByteBuffer scrap = ByteBuffer.allocate((int) Math.min(bytes, SKIP_BYTES));
        while (left > 0) {
            scrap.clear().limit((int) Math.min(left, scrap.capacity()));
            int n = body.read(scrap);
            if (n == 0) {
                return;
            }
            origin.count(n);
            left -= n;
        }
    }

    private int fill(HttpBody body, ByteBuffer space, ByteBuffer into, boolean streamed) throws IOException {
        int n;
        try {
            n = body.read(space);
        } catch (IOException e) {
            close();
            throw new IOException("GET " + origin.url(path) + ": " + e.getMessage(), e);
        }
        origin.count(n);
        if (streamed) {
            streamPosition += n;
        }
        if (n < space.capacity() && expected.size() >= 0) {
            throw changed("ended early");
        }
        into.position(into.position() + n);
        return n;
    }

    /**
     * Asks once more: the head of a response was written before its body, and the file may have changed since. A server
     * that tells nothing to compare certifies nothing.
     */
    @Override
    public Certification certify() throws IOException {
        if (!expected.cacheable()) {
            return Certification.RACY;
        }
        try {
            if (!origin.stat(path).equals(expected)) {
                return Certification.CHANGED;
            }
        } catch (NoSuchFileException e) {
            return Certification.CHANGED;
        }
        return racy ? Certification.RACY : Certification.CERTIFIED;
    }

    @Override
    public void close() {
        HttpBody open = stream;
        if (open != null) {
            stream = null;
            open.close();
        }
    }
}
