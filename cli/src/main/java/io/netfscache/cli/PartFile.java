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
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file while it is written: under another name next to its own, which it takes when it is complete. If it never is, it
 * is deleted, by an end of the process too. A symbolic link stays one: what it leads to is replaced. A file that is there
 * already gives its permissions. Errors name the file itself; nobody knows the other name. For use by one thread at a
 * time.
 */
final class PartFile implements WritableByteChannel {
    /** Less what the process's umask takes away. */
    private static final FileAttribute<?> USUAL_PERMISSIONS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"));

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

    /**
     * Begins to write {@code file}, in a folder that exists.
     *
     * @throws IOException when it is there and no regular file: taking its place would destroy a device or a pipe
     */
    static PartFile create(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("cannot write " + file
                    + ": it is no regular file; netfs-cache cat writes to standard output, which may be any");
        }
        Path target = linked(file);
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is no folder");
        }
        try {
            Path part = Files.createTempFile(folder, "." + target.getFileName(), ".part", USUAL_PERMISSIONS);
            if (Files.exists(target)) {
                Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(target));
            }
            return new PartFile(target, part);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /** Where a link leads, even if nothing is there yet. */
    private static Path linked(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return file;
        }
        return Files.exists(file) ? file.toRealPath() : file.resolveSibling(Files.readSymbolicLink(file));
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
