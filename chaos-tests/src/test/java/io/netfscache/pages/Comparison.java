package io.netfscache.pages;

import java.util.Arrays;
import java.util.function.Function;

/** A read against the model, in the part of the file that is the client's. */
final class Comparison {
    private final PlayedFile file;
    private final int client;
    private final int position;
    private final byte[] got;
    private final int wanted;

    /**
     * @param got what was read
     * @param wanted bytes that there was space for
     */
    Comparison(PlayedFile file, int client, int position, byte[] got, int wanted) {
        this.file = file;
        this.client = client;
        this.position = position;
        this.got = got;
        this.wanted = wanted;
    }

    PlayedFile file() {
        return file;
    }

    int client() {
        return client;
    }

    int position() {
        return position;
    }

    byte[] got() {
        return got;
    }

    int wanted() {
        return wanted;
    }

    private int first() {
        return Math.max(position, file.first(client));
    }

    /** Where what was read must end; of what lies beyond its part a client may know other ends. */
    private int last() {
        return Math.min(position + file.model.available(position, wanted), file.last(client));
    }

    /** First byte that the file has and the read gave otherwise or not; -1 when there is none. */
    int difference() {
        int last = last();
        int end = position + got.length;
        if (first() < last) {
            int both = Math.min(last, end);
            int at = both <= first()
                    ? -1
                    : Arrays.mismatch(got, first() - position, both - position, file.model.bytes(), first(), both);
            if (at >= 0) {
                return first() + at;
            }
            if (end < last) {
                return Math.max(end, first());
            }
        }
        return file.ownsEnd(client) && end > position + file.model.available(position, wanted)
                ? position + file.model.available(position, wanted)
                : -1;
    }

    /** Throws what {@code failure} says of this if there is a difference. */
    void run(Function<Comparison, AssertionError> failure) {
        if (difference() >= 0) {
            throw failure.apply(this);
        }
    }
}
