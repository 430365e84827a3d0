package io.netfscache.cli.chaos.history;

/**
 * One thing that is wrong with one read. A read may have several.
 *
 * @param began when the read was invoked, in nanoseconds of the history's clock
 * @param ended when it ended
 * @param sentence what is wrong, with client, file, versions, and times in seconds after the start of the history
 */
public record Problem(Kind kind, String client, String file, long began, long ended, String sentence) {
    /** What a read must not be. */
    public enum Kind {
        /** Older than what had been acknowledged before it was invoked. */
        STALE,
        /** Of more than one version, or with a block of no single version. */
        TORN,
        /** With a block of another file or another place. */
        FOREIGN,
        /** Of a version whose write had not been invoked when the read ended. */
        FUTURE,
        /** Of a version whose write has certainly not been done. */
        FAILED_WRITE,
        /** Older than what this client had read of the file before it was invoked. */
        BACK
    }
}
