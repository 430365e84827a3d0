package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replaces a file of an HTTP server by one PUT. A small body is kept until the commit; a larger one is sent as it comes. */
final class HttpWriter implements OriginWriter {
    private final HttpChanges changes;
    private final HttpUrl url;
    private final Map<String, String> condition;
    private final Reason notCached;
    private final long newSize;
    private final @Nullable ByteBuffer kept;
    private @Nullable HttpUpload upload;
    private long written;
    private boolean over;
    private boolean certain;

    /** @param notCached why the new version is not to be cached either */
    HttpWriter(HttpChanges changes, HttpUrl url, Map<String, String> condition, Reason notCached, long newSize) {
        this.changes = changes;
        this.url = url;
        this.condition = condition;
        this.notCached = notCached;
        this.newSize = newSize;
        this.kept = newSize <= HttpLimits.MAX_KEPT_BODY_BYTES ? ByteBuffer.allocate((int) newSize) : null;
    }

    @Override
    public boolean inPlace() {
        return false;
    }

    @Override
    public int write(long position, ByteBuffer from) throws IOException {
        requireOpen();
        int count = from.remaining();
        if (position != written || count > newSize - written) {
            throw new IllegalArgumentException("PUT " + url.withoutQuery() + " takes all " + newSize
                    + " bytes in order; " + count + " at " + position + " do not follow the first " + written);
        }
        if (kept != null) {
            kept.put(from);
        } else {
            send(from);
        }
        written += count;
        return count;
    }

    private void send(ByteBuffer from) throws IOException {
        if (upload == null) {
            upload = changes.upload("PUT", url, condition, newSize);
        }
        HttpResponse early;
        try {
            early = upload.send(from);
        } catch (IOException e) {
            over = true;
            throw HttpFailure.of("PUT " + url.withoutQuery(), e);
        }
        if (early != null) {
            over = true;
            try (early) {
                throw changes.refused(early, url);
            }
        }
    }

    /** The server's word counts as stable storage: {@code durable} makes no difference. */
    @Override
    public OriginAttributes commit(boolean durable) throws IOException {
        requireOpen();
        if (written != newSize) {
            throw new IllegalStateException(
                    "PUT " + url.withoutQuery() + ": " + written + " of " + newSize + " bytes were written");
        }
        over = true;
        OriginAttributes made;
        try (HttpResponse response = response()) {
            changes.requireDone(response, url);
            made = changes.made(response, newSize, notCached);
        }
        certain = made != null;
        return made == null ? changes.after(url, newSize) : made;
    }

    private HttpResponse response() throws IOException {
        if (kept != null) {
            return changes.send("PUT", url, condition, kept.flip());
        }
        try {
            return java.util.Objects.requireNonNull(upload, "a body that is not kept was begun")
                    .finish();
        } catch (IOException e) {
            throw HttpFailure.of("PUT " + url.withoutQuery(), e);
        }
    }

    private void requireOpen() throws IOException {
        if (over) {
            throw new IOException("PUT " + url.withoutQuery() + " is over: open the file for writing again");
        }
    }

    /** True when the response to the PUT had the new ETag; a HEAD after it may speak of somebody else's version. */
    @Override
    public boolean isCertain() {
        return certain;
    }

    @Override
    public void close() {
        over = true;
        if (upload != null) {
            upload.close();
        }
    }
}
