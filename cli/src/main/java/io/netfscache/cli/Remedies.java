package io.netfscache.cli;

import io.netfscache.protocol.Reason;
import java.util.Arrays;

/** What to do about a reason for not caching; said where people ask why. */
final class Remedies {
    private Remedies() {}

    /** A reason in words, by its name; a name that this version does not know stays as it is. */
    static String text(String reason) {
        return Arrays.stream(Reason.values())
                .filter(known -> known.name().equals(reason))
                .map(Reason::text)
                .findFirst()
                .orElse(reason);
    }

    /** {@code sentence} and what to do about the reason, if there is one. */
    static String after(String sentence, Reason reason) {
        return reason == Reason.NONE ? sentence : sentence + "; " + reason.advice();
    }
}
