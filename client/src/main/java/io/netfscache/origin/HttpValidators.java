package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a response says of the version that it carries.
 *
 * @param etag a strong one, or null
 * @param weakEtag a weak one, or null: equal ones do not promise equal bytes, but different ones are different versions
 * @param lastModified a date, or null: what is none tells no versions apart
 * @param date when the server made the response, by the clock that Last-Modified is of; or null
 */
record HttpValidators(
        @Nullable String etag,
        @Nullable String weakEtag,
        @Nullable String lastModified,
        @Nullable Instant date) {
    static HttpValidators of(HttpHead head) {
        String etag = head.header("etag");
        String lastModified = head.header("last-modified");
        return new HttpValidators(
                isQuoted(etag, "\"") ? etag : null,
                isQuoted(etag, "W/\"") ? etag : null,
                date(lastModified) == null ? null : lastModified,
                date(head.header("date")));
    }

    private static boolean isQuoted(@Nullable String etag, String start) {
        return etag != null
                && etag.startsWith(start)
                && etag.length() > start.length()
                && etag.indexOf('"', start.length()) == etag.length() - 1
                && etag.chars().allMatch(c -> c >= ' ' && c != 127);
    }

    @Nullable
    Instant modified() {
        return date(lastModified);
    }

    static @Nullable Instant date(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Why they do not tell versions apart; NONE if they do. */
    Reason lack() {
        if (etag != null || lastModified != null) {
            return Reason.NONE;
        }
        return weakEtag != null ? Reason.WEAK_VALIDATOR : Reason.NO_VALIDATOR;
    }

    /**
     * Whether the bytes of this response may be of an older version with the same coherency data. A strong ETag never
     * allows that. Last-Modified counts in seconds and is strong only once its second is over by the clock that wrote it
     * (RFC 9110 8.8.2.2): what is younger than 2 s may change again and look the same.
     *
     * @param now time of day, for servers that send no Date
     */
    boolean mayHideAChange(Instant now) {
        return etag == null && isYoung(now);
    }

    /** Whether the server says that the version is younger than 2 s. */
    boolean isYoung(Instant now) {
        Instant modified = modified();
        return modified != null && modified.plus(FileOrigin.RACY).isAfter(date == null ? now : date);
    }

    /** Coherency data of a version with that many bytes; empty when there is nothing to tell versions by. */
    Bytes aux(long size) {
        String weak = weakEtag == null ? "" : "\n" + weakEtag;
        String version;
        if (etag != null) {
            version = "E" + etag;
        } else if (lastModified != null) {
            version = "L" + lastModified + weak;
        } else if (weakEtag != null) {
            version = "W" + weak;
        } else {
            return Bytes.EMPTY;
        }
        byte[] bytes = (version + "\n" + size).getBytes(StandardCharsets.UTF_8);
        return bytes.length <= Limits.MAX_AUX_BYTES ? Bytes.of(bytes) : Bytes.utf8("H" + Origins.sha256(bytes));
    }

    /**
     * The request headers that make a server refuse to send a piece of another version. One that knows If-Range only sends
     * all of the other version instead, and its validators tell.
     */
    static Map<String, String> conditions(Bytes aux) {
        String text = new String(aux.toArray(), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        Map<String, String> headers = new LinkedHashMap<>();
        if (end > 0 && text.startsWith("E")) {
            headers.put("If-Match", text.substring(1, end));
            headers.put("If-Range", text.substring(1, end));
        } else if (end > 0 && text.startsWith("L")) {
            headers.put("If-Unmodified-Since", text.substring(1, end));
        }
        return headers;
    }
}
