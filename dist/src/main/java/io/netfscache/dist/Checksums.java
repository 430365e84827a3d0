package io.netfscache.dist;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 sums in the form that sha256sum(1) checks. */
final class Checksums {
    private Checksums() {}

    /** A line for each file; links have none. */
    static String of(List<Entry> entries) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Entry entry : entries) {
            if (entry.content() instanceof Entry.Stored file) {
                lines.append(sha256(file)).append("  ").append(entry.path()).append('\n');
            }
        }
        return lines.toString();
    }

    static String sha256(Entry.Stored file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(file.open(), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
