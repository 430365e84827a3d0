package io.netfscache.cli;

import io.netfscache.protocol.Reason;
import java.util.Arrays;

/** What to do about a reason for not caching; said where people ask why. */
final class Remedies {
    private Remedies() {}

    /** What to do, as a clause; empty where nothing needs to be done. */
    static String of(Reason reason) {
        return switch (reason) {
            case NO_LEASE, NO_QUORUM -> "'netfs-cache status' tells which nodes or voters are missing";
            case NO_NODES -> "start the nodes, or correct --servers";
            case BELOW_BSTOP -> "free space on the disk of the cache; 'netfs-cache caches' shows it";
            case QUOTA -> "raise the limit of the cache; 'netfs-cache caches' shows it";
            case DISK_ERROR -> "look at the disk and the log of the node; 'netfs-cache caches' shows which";
            case NO_SUCH_CACHE -> "'netfs-cache caches' shows the names that there are";
            case DISABLED_BY_DIO_WRITE -> "it ends when the writer closes the file";
            case OVER_LIMIT -> "read with less at a time, or add nodes";
            case NO_VALIDATOR -> "let the server send an ETag or Last-Modified";
            case WEAK_VALIDATOR -> "let the server send a strong ETag";
            case NO_LENGTH -> "let the server send a Content-Length";
            case NO_STORE -> "change Cache-Control at the server if it may be shared";
            case VARIES -> "drop Vary at the server if the answer is the same for all";
            case ENCODED -> "let the server send the file as it is for Accept-Encoding: identity";
            case OTHER_VOLUME -> "name it by its own path: 'readlink -f' tells it";
            case RACY_TIMESTAMP -> "read it again when it is 2 s old";
            case CHANGED_WHILE_READ -> "read it again when nobody writes to it";
            case BAD_CREDENTIALS -> "give credentials that the cluster accepts";
            case UNSUPPORTED_VERSION -> "update the older of client and node";
            case SHUTTING_DOWN -> "ask another node, or wait until it is back";
            case MALFORMED, KEY_COLLISION, METADATA_FAILED -> "look at the log of the node";
            default -> "";
        };
    }

    /** A reason in words, by its name; a name that this version does not know stays as it is. */
    static String text(String reason) {
        return Arrays.stream(Reason.values())
                .filter(known -> known.name().equals(reason))
                .map(Reason::text)
                .findFirst()
                .orElse(reason);
    }

    /** {@code sentence} and, where there is something to do, what. */
    static String after(String sentence, Reason reason) {
        String remedy = of(reason);
        return remedy.isEmpty() ? sentence : sentence + "; " + remedy;
    }
}
