package io.netfscache.netfs;

import io.netfscache.origin.OriginFile.Certification;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;

/**
 * What makes one read of one version (COHERENCE 5.4 to 5.6): the decisions, without the I/O. Not part of the API: public
 * only because the simulator in the tests of {@code cluster-node} asks it too. Immutable.
 */
public final class ReadRules {
    /** What becomes of a read when the cache has not given it a piece. */
    public enum Recovery {
        /** The contents changed: the whole read begins again. */
        READ_AGAIN,
        /** The piece comes from the origin. */
        READ_ORIGIN
    }

    /** What becomes of bytes from the origin. */
    public enum Fill {
        /** They are of the read's generation, and are stored under it. */
        USE_AND_STORE,
        /** They are of the read's generation as far as can be seen, which is not enough for others. */
        USE,
        /** They may be of another version: the origin is asked what it has now, and the whole read begins again. */
        READ_AGAIN
    }

    private final Rules rules;

    public ReadRules(Rules rules) {
        this.rules = rules;
    }

    /** Whether bytes of generation {@code have} may be part of a read that began with {@code wanted}. */
    public boolean serves(ObjectGeneration have, ObjectGeneration wanted) {
        return rules.broken(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME)
                ? have.object().equals(wanted.object())
                : have.equals(wanted);
    }

    /** The cache answered with an error that is not about missing data. */
    public Recovery after(ErrorCode error) {
        return error == ErrorCode.ESTALE ? Recovery.READ_AGAIN : Recovery.READ_ORIGIN;
    }

    /** How many of the {@code bytes} that a read already has it keeps when it begins again: none. */
    public int kept(int bytes) {
        return rules.broken(Sabotage.PIECEWISE_RETRY) ? bytes : 0;
    }

    /** @param after what the origin says after the read of the coherency data that the read's generation has */
    public Fill filled(Certification after) {
        if (rules.broken(Sabotage.FILL_NOT_CERTIFIED)) {
            return Fill.USE_AND_STORE;
        }
        return switch (after) {
            case CERTIFIED -> Fill.USE_AND_STORE;
            case RACY -> Fill.USE;
            case CHANGED -> Fill.READ_AGAIN;
        };
    }
}
