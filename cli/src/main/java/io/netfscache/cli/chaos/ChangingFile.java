package io.netfscache.cli.chaos;

import java.time.Instant;

/** A file of the origin, which is of one version at each moment. Thread-safe. */
final class ChangingFile {
    /** What there is of a file at one moment. Immutable: nobody writes into its contents. */
    static final class Version {
        private final int number;
        private final byte[] contents;
        private final Instant modified;

        private Version(int number, byte[] contents, Instant modified) {
            this.number = number;
            this.contents = contents;
            this.modified = modified;
        }

        byte[] contents() {
            return contents;
        }

        Instant modified() {
            return modified;
        }

        /** Strong: versions differ in their bytes. */
        String entityTag() {
            return "\"version-" + number + "\"";
        }
    }

    private final ChaosFile file;
    private volatile Version now;

    ChangingFile(ChaosFile file) {
        this.file = file;
        // Long ago: nobody writes it.
        this.now = new Version(0, file.contents(0), Instant.EPOCH);
    }

    ChaosFile file() {
        return file;
    }

    Version now() {
        return now;
    }

    /** Whether it is of that version now: versions count up, and the same one may be put twice. */
    synchronized boolean change(int version, Instant when) {
        if (version < now.number) {
            return false;
        }
        if (version > now.number) {
            now = new Version(version, file.contents(version), when);
        }
        return true;
    }
}
