package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.nio.charset.StandardCharsets;

/** The rules for keys (FSCACHE rows 1 and 4), checked again here because a client may not have. */
final class Keys {
    private Keys() {}

    /** @throws NodeException EINVAL; the message names the rule */
    static void check(String volumeKey, Bytes objectKey) {
        checkVolume(volumeKey);
        if (objectKey.isEmpty()) {
            throw refused("an object key has 1 to " + Limits.MAX_OBJECT_KEY_BYTES + " bytes, this one none");
        }
    }

    /** @throws NodeException EINVAL; the message names the rule */
    static void checkVolume(String key) {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > Limits.MAX_VOLUME_KEY_BYTES) {
            throw refused("a volume key has 1 to " + Limits.MAX_VOLUME_KEY_BYTES + " bytes, this one " + bytes);
        }
        boolean printable = key.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
        if (!printable || key.charAt(0) == '.') {
            throw refused("a volume key is printable, without '/' and without a leading '.'");
        }
    }

    /** @throws NodeException EINVAL; the message names the rule */
    static void checkRange(ByteRange range) {
        boolean whole = range.start() % Limits.BLOCK_BYTES == 0
                && (range.end() % Limits.BLOCK_BYTES == 0 || range.end() == Long.MAX_VALUE);
        if (!whole) {
            throw refused("a range that is written has whole blocks of " + Limits.BLOCK_BYTES + " bytes, this one is "
                    + range);
        }
    }

    private static NodeException refused(String rule) {
        return new NodeException(ErrorCode.EINVAL, Reason.MALFORMED, rule);
    }
}
