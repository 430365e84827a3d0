package io.netfscache.origin;

import io.netfscache.protocol.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files whose GET says something that their HEAD does not: that they must not be kept. Of the last
 * {@link HttpLimits#MAX_LESSONS} of them.
 */
final class HttpLessons {
    private final Map<String, Reason> reasons = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reason> eldest) {
            return size() > HttpLimits.MAX_LESSONS;
        }
    };

    /** @param why as the last GET has it; NONE: it may be kept */
    synchronized void learn(String target, Reason why) {
        if (why == Reason.NONE) {
            reasons.remove(target);
        } else {
            reasons.put(target, why);
        }
    }

    /** What a HEAD said, and what is known better. */
    synchronized OriginAttributes applied(String target, OriginAttributes said) {
        Reason why = reasons.get(target);
        if (why == null || !said.cacheable()) {
            return said;
        }
        return why == Reason.ENCODED ? HttpDescription.ENCODED : new OriginAttributes(said.size(), said.aux(), why);
    }
}
