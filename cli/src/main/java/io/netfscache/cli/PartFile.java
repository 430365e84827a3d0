package io.netfscache.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file while it is written: under another name next to its own, which it takes when it is complete. If it never is, it
 * is deleted, by an end of the process too. Errors name the file itself; nobody knows the other name. For use by one
 * thread at a time.
 */
final class PartFile implements WritableByteChannel {
    private final Path target;
    private final Path part;
    private final Thread hook;
    private final FileChannel channel;

    private PartFile(Path target, Path part) throws IOException {
        this.target = target;
        this.part = part;
        this.hook = Wiring.atShutdown("delete-part", this::delete);
        this.channel = FileChannel.open(part, StandardOpenOption.WRITE);
    }

    /** Begins to write {@code target}, in a folder that exists. */
    static PartFile create(Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is no folder");
        }
        try {
            return new PartFile(target, Files.createTempFile(folder, "." + target.getFileName(), ".part"));
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    private static IOException cannotWrite(Path target, IOException e) {
        String reason = e.getMessage();
        if (e instanceof AccessDeniedException) {
            reason = "permission denied";
        } else if (e instanceof FileSystemException file) {
            reason = file.getReason();
        }
        return new IOException(
                "cannot write " + target + ": " + (reason == null ? e.getClass().getSimpleName() : reason), e);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        try {
            return channel.write(from);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /** Drops what has been written. */
    void restart() throws IOException {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /** Nothing more is written: the file gets its name, whatever had it before. */
    void complete() throws IOException {
        try {
            channel.close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Deletes what is not complete. Idempotent. */
    @Override
    public void close() throws IOException {
        Wiring.notAtShutdown(hook);
        try {
            channel.close();
        } finally {
            delete();
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + part, e);
        }
    }
}
