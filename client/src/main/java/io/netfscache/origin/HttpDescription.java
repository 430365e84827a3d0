package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a response says of a file, and whether a shared cache may keep that (RFC 9111).
 *
 * @param at where the response came from, after all redirects
 */
record HttpDescription(OriginAttributes attributes, HttpValidators validators, HttpUrl at) {
    /** All requests are alike in these: none has CORS headers, and the coding that is asked for is always identity. */
    private static final Set<String> HARMLESS_TO_VARY_BY =
            Set.of("accept-encoding", "origin", "access-control-request-method", "access-control-request-headers");

    /** Size and validators are those of the encoded form, and often differ between HEAD and GET. */
    static final OriginAttributes ENCODED = OriginAttributes.uncacheable(-1, Reason.ENCODED);

    /** @param size of the body that a whole answer has; -1 when that is not known */
    static HttpDescription of(HttpResponse response, HttpUrl url, long size) {
        HttpHead head = response.head();
        HttpValidators validators = HttpValidators.of(head);
        if (HttpCoding.of(head, url) != null) {
            return new HttpDescription(ENCODED, validators, response.url());
        }
        Reason why = prohibition(head, url);
        if (why == Reason.NONE) {
            why = size < 0 ? Reason.NO_LENGTH : validators.lack();
        }
        return new HttpDescription(new OriginAttributes(size, validators.aux(size), why), validators, response.url());
    }

    /** Why the bytes of a response must not be kept, whatever its validators are; NONE if they may. */
    static Reason prohibition(HttpHead head, HttpUrl url) {
        boolean noStore = elements(head.header("cache-control"))
                .anyMatch(directive -> directive.matches("no-store(\\s*=.*)?|private(\\s*=.*)?"));
        if (noStore) {
            return Reason.NO_STORE;
        }
        boolean varies = elements(head.header("vary")).anyMatch(field -> !HARMLESS_TO_VARY_BY.contains(field));
        if (varies) {
            return Reason.VARIES;
        }
        return HttpCoding.of(head, url) == null ? Reason.NONE : Reason.ENCODED;
    }

    private static Stream<String> elements(@Nullable String list) {
        return list == null
                ? Stream.empty()
                : Arrays.stream(list.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .filter(element -> !element.isEmpty());
    }
}
