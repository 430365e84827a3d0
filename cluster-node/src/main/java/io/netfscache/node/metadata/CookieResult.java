package io.netfscache.node.metadata;

import org.jspecify.annotations.Nullable;

/**
 * What became of an operation on a cookie's record.
 *
 * @param record as it is now; null: there is none
 * @param fence what must be carried to all nodes before the caller is answered, be it of this operation or left over
 *     from another; null: nothing. Afterwards: {@link Records#clearFence}
 */
public record CookieResult(
        Verdict verdict,
        @Nullable CookieRecord record,
        @Nullable PendingFence fence,
        Effect effect) {
    public boolean created() {
        return effect == Effect.CREATED;
    }
}
