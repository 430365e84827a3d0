package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of an HTTP server, read by ranges. A server that sends the whole file instead, or ranges that were not asked for,
 * is read as a stream, which is shared with others and kept for the reads that follow in sequence. What was cut off is asked
 * for again from there on, of the same version.
 */
final class HttpFile implements OriginFile {
    private final HttpOrigin origin;
    private final HttpUrl url;
    private final OriginAttributes expected;
    private final InstantSource wallClock;
    private final HttpStreams.Key key;
    private final HttpProof proof = new HttpProof();
    private boolean whole;
    private boolean conditional;
    private boolean goesOn;
    private int shortRanges;
    private boolean racy;

    HttpFile(HttpOrigin origin, HttpUrl url, OriginAttributes expected, InstantSource wallClock) {
        this.origin = origin;
        this.url = url;
        this.expected = expected;
        this.wallClock = wallClock;
        this.conditional = expected.cacheable();
        // Without validators nothing tells whether two responses are of one version: such a stream is not shared.
        this.key = new HttpStreams.Key(url, expected, expected.aux().isEmpty() ? new Object() : null);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        long left = expected.size() < 0 ? Long.MAX_VALUE : expected.size() - position;
        if (left <= 0 || !into.hasRemaining()) {
            return 0;
        }
        ByteBuffer space = into.slice(into.position(), (int) Math.min(left, into.remaining()));
        boolean sameVersion = !expected.aux().isEmpty();
        HttpRetries.Tries tries = origin.tries();
        boolean more = true;
        while (more) {
            goesOn = false;
            try {
                more = readSome(position + space.position(), space);
            } catch (IOException e) {
                if (goesOn && !sameVersion && !(e instanceof OriginChangedException)) {
                    throw HttpFailure.of("cannot go on with what has no validators", e);
                }
                tries.failed(e);
                if (!sameVersion) {
                    space.position(0);
                }
            }
        }
        into.position(into.position() + space.position());
        return space.position();
    }

    /** Reads from a stream or from the response to one request; whether another is needed. */
    private boolean readSome(long at, ByteBuffer space) throws IOException {
        if (!whole && (expected.size() < 0 || origin.streams().contains(key))) {
            readWhole();
        }
        if (whole) {
            HttpStreams.Stream stream = origin.streams().take(key, at, at + space.remaining());
            if (stream != null) {
                goesOn = at > 0 && stream.position() == at;
                return takeStream(stream, at, space);
            }
        }
        long sent = origin.nanos();
        HttpResponse response = origin.send("GET", url, headers(at, space.remaining()));
        boolean kept = false;
        try {
            if (response.status() == 206 && !whole) {
                return takeRange(response, sent, at, space);
            }
            if (response.status() == 416 && !whole) {
                readWhole();
                return true;
            }
            if (response.status() == 412
                    && conditional
                    && origin.stat(url.target()).equals(expected)) {
                // It does not understand the condition; the response without one is checked all the same.
                conditional = false;
                return true;
            }
            HttpStreams.Stream stream = newStream(response);
            readWhole();
            kept = origin.streams().add(key, stream, at, at + space.remaining());
            // Somebody else was faster: that stream is waited for.
            return !kept || takeStream(stream, at, space);
        } finally {
            if (!kept) {
                response.close();
            }
        }
    }

    /** From now on as a stream. */
    private void readWhole() {
        if (!whole) {
            whole = true;
            origin.streams().join(key);
        }
    }

    private Map<String, String> headers(long position, int wanted) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!whole) {
            headers.put("Range", "bytes=" + position + "-" + (position + wanted - 1));
        }
        if (conditional) {
            headers.putAll(HttpValidators.conditions(expected.aux()));
        }
        if (whole) {
            headers.remove("If-Range");
        }
        return headers;
    }

    private boolean takeRange(HttpResponse response, long sent, long at, ByteBuffer space) throws IOException {
        HttpContentRange range = HttpContentRange.of(response.head());
        long length = response.head().contentLength();
        boolean mayHideAChange = checkVersion(response, expected.size());
        boolean wrong = range == null
                || !range.answers(at, space.remaining(), expected.size())
                || (length >= 0 && length != range.length());
        if (range == null || wrong || isTooShort(range, space.remaining())) {
            readWhole();
            return true;
        }
        racy |= mayHideAChange;
        proof.began();
        int n = take(response.body(), space, (int) range.length());
        requireAll((int) range.length() - n);
        proof.ended(
                conditional,
                HttpValidators.of(response.head()),
                n,
                Duration.ofNanos(origin.nanos() - sent),
                wallClock.instant());
        return space.hasRemaining();
    }

    private boolean isTooShort(HttpContentRange range, int wanted) {
        if (range.length() < wanted) {
            shortRanges++;
        }
        return shortRanges > HttpLimits.MAX_SHORT_RANGES;
    }

    private HttpStreams.Stream newStream(HttpResponse response) throws IOException {
        origin.requireStatus(response, url, 200);
        long length = response.head().contentLength();
        boolean mayHideAChange = checkVersion(response, length < 0 ? expected.size() : length);
        return new HttpStreams.Stream(contentOf(response), length < 0 && expected.size() >= 0, mayHideAChange);
    }

    private HttpContent contentOf(HttpResponse response) throws IOException {
        HttpCoding coding = HttpCoding.of(response.head(), url);
        try {
            return coding == null ? response.body() : coding.decoded(response.body());
        } catch (IOException e) {
            throw HttpFailure.of("GET " + url.withoutQuery(), e);
        }
    }

    private boolean takeStream(HttpStreams.Stream stream, long at, ByteBuffer space) throws IOException {
        boolean done = false;
        try {
            racy |= stream.racy();
            proof.began();
            skip(stream, at);
            takePieces(stream, space);
            requireAll(expected.size() < 0 ? 0 : space.remaining());
            boolean atEnd = stream.endUnknown() && stream.position() == expected.size();
            if (atEnd && stream.content().read(ByteBuffer.allocate(1)) > 0) {
                throw changed("is longer than the " + expected.size() + " bytes that were announced");
            }
            done = true;
            return false;
        } finally {
            if (done) {
                origin.streams().giveBack(key, stream);
            } else {
                origin.streams().discard(key, stream);
            }
        }
    }

    private void skip(HttpStreams.Stream stream, long to) throws IOException {
        ByteBuffer scrap = ByteBuffer.allocate((int) Math.min(to - stream.position(), HttpLimits.SKIP_BYTES));
        while (stream.position() < to && !stream.content().ended()) {
            scrap.clear().limit((int) Math.min(to - stream.position(), scrap.capacity()));
            origin.streams().skipped(stream, take(stream.content(), scrap, scrap.remaining()));
        }
    }

    /** In pieces, so that those who wait for the stream see that it moves. */
    private void takePieces(HttpStreams.Stream stream, ByteBuffer space) throws IOException {
        int piece;
        int n;
        do {
            piece = Math.min(space.remaining(), HttpLimits.SKIP_BYTES);
            n = take(stream.content(), space, piece);
            origin.streams().advance(stream, n);
        } while (n == piece && space.hasRemaining());
    }

    /** At most that many bytes, fewer at the end only. A failure leaves in {@code space} what came before. */
    private int take(HttpContent content, ByteBuffer space, int most) throws IOException {
        ByteBuffer part = space.slice(space.position(), most);
        try {
            return content.read(part);
        } catch (IOException e) {
            throw HttpFailure.of("GET " + url.withoutQuery(), e);
        } finally {
            origin.count(part.position());
            space.position(space.position() + part.position());
        }
    }

    private void requireAll(int missing) throws EOFException {
        if (missing > 0) {
            throw new EOFException("GET " + url.withoutQuery() + ": the body ended " + missing + " bytes early");
        }
    }

    /**
     * Bytes are taken from a response of the expected version only, and kept only if that response allows it. Tells
     * whether the validators may hide a change.
     */
    private boolean checkVersion(HttpResponse response, long size) throws IOException {
        Reason prohibition = HttpDescription.prohibition(response.head(), url);
        origin.learn(url, prohibition);
        if (prohibition != Reason.NONE && expected.cacheable()) {
            throw changed("says what a HEAD does not: " + prohibition.text());
        }
        HttpValidators validators = HttpValidators.of(response.head());
        boolean same = expected.aux().isEmpty()
                ? expected.size() < 0 || size == expected.size()
                : validators.aux(expected.size() < 0 ? -1 : size).equals(expected.aux());
        if (!same) {
            throw changed("carries " + validators + " and " + size + " bytes, not what was expected");
        }
        return validators.mayHideAChange(wallClock.instant());
    }

    private OriginChangedException changed(String what) {
        return new OriginChangedException("the response for " + url.withoutQuery() + " " + what);
    }

    /**
     * Asks once more: the head of a response was written before its body, and the file may have changed since; unless that
     * response is {@linkplain HttpProof proof enough}. A server that tells nothing to compare certifies nothing. Speaks of
     * the bytes since it was last asked.
     */
    @Override
    public Certification certify() throws IOException {
        if (!expected.cacheable()) {
            return Certification.RACY;
        }
        if (proof.take()) {
            return Certification.CERTIFIED;
        }
        try {
            if (!origin.stat(url.target()).equals(expected)) {
                return Certification.CHANGED;
            }
        } catch (NoSuchFileException e) {
            return Certification.CHANGED;
        }
        boolean wasRacy = racy;
        racy = false;
        return wasRacy ? Certification.RACY : Certification.CERTIFIED;
    }

    @Override
    public void close() {
        if (whole) {
            whole = false;
            origin.streams().leave(key);
        }
    }
}
