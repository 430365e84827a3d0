package io.netfscache.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Takes the SHA-256 of what is written to it, and passes it on where there is somewhere to. For use by one thread. */
public final class HashingChannel implements RestartableChannel {
    private final MessageDigest digest;
    private final @Nullable PartFile next;

    /** Owns {@code next}: closing this closes it. */
    HashingChannel(@Nullable PartFile next) {
        this.next = next;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Keeps the hash only. */
    public static HashingChannel discarding() {
        return new HashingChannel(null);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int bytes = from.remaining();
        ByteBuffer toHash = from.duplicate();
        if (next == null) {
            from.position(from.limit());
        } else {
            bytes = next.write(from);
            toHash.limit(from.position());
        }
        digest.update(toHash);
        return bytes;
    }

    /** Of everything since the last call, in hexadecimal. */
    public String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Forgets everything that was written since the last hash, and empties the file that it is passed on to. */
    @Override
    public void restart() throws IOException {
        digest.reset();
        if (next != null) {
            next.restart();
        }
    }

    @Override
    public boolean isOpen() {
        return next == null || next.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (next != null) {
            next.close();
        }
    }
}
