package io.netfscache.origin;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What a response says of the version that it carries.
 *
 * @param etag a strong one, or null: weak ones do not promise equal bytes
 * @param lastModified a date, or null: what is none tells no versions apart
 */
record HttpValidators(@Nullable String etag, @Nullable String lastModified) {
    static HttpValidators of(HttpHead head) {
        String etag = head.header("etag");
        String lastModified = head.header("last-modified");
        return new HttpValidators(
                etag != null && etag.startsWith("\"") ? etag : null, date(lastModified) == null ? null : lastModified);
    }

    @Nullable
    Instant modified() {
        return date(lastModified);
    }

    private static @Nullable Instant date(@Nullable String text) {
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

    /** Coherency data of a version with that many bytes; empty when there is nothing to tell versions by. */
    Bytes aux(long size) {
        if (etag == null && lastModified == null) {
            return Bytes.EMPTY;
        }
        String text = (etag != null ? "E" + etag : "L" + lastModified) + "\n" + size;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= Limits.MAX_AUX_BYTES ? Bytes.of(bytes) : Bytes.utf8("H" + Origins.sha256(bytes));
    }

    /** The request header that makes a server refuse to send another version, as name and value; null if none can. */
    static String @Nullable [] condition(Bytes aux) {
        String text = new String(aux.toArray(), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n');
        if (end < 0) {
            return null;
        }
        return text.startsWith("E")
                ? new String[] {"If-Match", text.substring(1, end)}
                : new String[] {"If-Unmodified-Since", text.substring(1, end)};
    }
}
