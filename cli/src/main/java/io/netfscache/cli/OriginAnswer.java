package io.netfscache.cli;

import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * What the origin answers to a question about a file. That it has no such file is an answer too.
 *
 * @param said of the file; null when there is none, or no answer
 * @param missing whether the origin has no such file
 * @param error why {@code said} is null; else empty
 */
record OriginAnswer(@Nullable OriginAttributes said, boolean missing, String error) {
    static OriginAnswer found(OriginAttributes said) {
        return new OriginAnswer(said, false, "");
    }

    /** Asks; never fails, as that is an answer for whoever wants to know why something is not cached. */
    static OriginAnswer ask(Origin origin, String path) {
        try {
            return found(origin.stat(path));
        } catch (NoSuchFileException e) {
            return new OriginAnswer(null, true, FailureReport.describe(e));
        } catch (IOException e) {
            return new OriginAnswer(null, false, FailureReport.describe(e));
        }
    }
}
