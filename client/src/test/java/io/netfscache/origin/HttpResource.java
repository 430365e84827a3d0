package io.netfscache.origin;

import io.netfscache.origin.ScriptedHttpServer.Answer;
import io.netfscache.origin.ScriptedHttpServer.Request;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file as a good HTTP/1.1 server serves it: ranges, conditions, validators. */
final class HttpResource implements ScriptedHttpServer.Script {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

    volatile byte[] contents;
    volatile @Nullable String etag = "\"v1\"";
    volatile @Nullable Instant modified;
    volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

    HttpResource(int size) {
        contents = bytes(size, 1);
    }

    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Other bytes of the same length, and another ETag. */
    void change() {
        contents = bytes(contents.length, 2);
        etag = "\"v2\"";
    }

    @Nullable
    String lastModified() {
        return modified == null ? null : DATE.format(modified);
    }

    @Override
    public Answer answer(Request request) {
        String tag = etag;
        Instant time = modified;
        String match = request.header("if-match");
        String since = request.header("if-unmodified-since");
        if ((match != null && !match.equals(tag))
                || (since != null && (time == null || !since.equals(DATE.format(time))))) {
            return described(Answer.of(412));
        }
        String ifRange = request.header("if-range");
        Matcher range = RANGE.matcher(String.valueOf(request.header("range")));
        boolean ranged = request.method().equals("GET") && range.matches() && (ifRange == null || ifRange.equals(tag));
        return ranged ? part(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2))) : all();
    }

    /** The answer to a request without a range. */
    Answer all() {
        return described(Answer.of(200)).withBody(contents);
    }

    /** The answer to one with a range. */
    Answer part(int from, int to) {
        if (from >= contents.length) {
            return described(Answer.of(416)).with("Content-Range", "bytes */" + contents.length);
        }
        int last = Math.min(to, contents.length - 1);
        return described(Answer.of(206))
                .with("Content-Range", "bytes " + from + "-" + last + "/" + contents.length)
                .withBody(Arrays.copyOfRange(contents, from, last + 1));
    }

    private Answer described(Answer answer) {
        Answer dated = answer.with("Date", DATE.format(now));
        Answer tagged = etag == null ? dated : dated.with("ETag", etag);
        return modified == null ? tagged : tagged.with("Last-Modified", DATE.format(modified));
    }
}
