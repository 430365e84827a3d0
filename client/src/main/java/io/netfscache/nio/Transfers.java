package io.netfscache.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies and moves between netfs: paths, as the Javadoc of {@link Files} has it. Times are not copied: they cannot be set. */
final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final NetfsFileSystemProvider provider;

    Transfers(NetfsFileSystemProvider provider) {
        this.provider = provider;
    }

    void copy(NetfsPath source, NetfsPath target, Set<CopyOption> options) throws IOException {
        require(
                options,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
        BasicFileAttributes from = source(source, options);
        if (target.getFileSystem().isReadOnly()) {
            throw new ReadOnlyFileSystemException();
        }
        if (new PathLookup(target).exists() && provider.isSameFile(source, target)) {
            return;
        }
        copy(source, from, target, options);
    }

    private BasicFileAttributes source(NetfsPath source, Set<CopyOption> options) throws IOException {
        PathLookup there = new PathLookup(source);
        BasicFileAttributes from = options.contains(LinkOption.NOFOLLOW_LINKS)
                ? there.attributes(LinkOption.NOFOLLOW_LINKS)
                : there.attributes();
        if (from.isSymbolicLink()) {
            throw new UnsupportedOperationException("netfs: symbolic links cannot be made: " + source);
        }
        return from;
    }

    private static void require(Set<CopyOption> options, CopyOption... known) {
        for (CopyOption option : options) {
            if (!Set.of(known).contains(option)) {
                throw new UnsupportedOperationException("netfs: not supported: " + option);
            }
        }
    }

    private void makeRoom(NetfsPath target, Set<CopyOption> options) throws IOException {
        if (!options.contains(StandardCopyOption.REPLACE_EXISTING)) {
            if (new PathLookup(target).exists()) {
                throw new FileAlreadyExistsException(target.toString());
            }
            return;
        }
        try {
            provider.delete(target);
        } catch (NoSuchFileException e) {
            LOG.atTrace().addKeyValue("file", target).setCause(e).log("there is nothing to replace");
        }
    }

    private void copy(NetfsPath source, BasicFileAttributes from, NetfsPath target, Set<CopyOption> options)
            throws IOException {
        if (from.isDirectory()) {
            makeRoom(target, options);
            provider.createDirectory(target);
            return;
        }
        // What cannot be read replaces nothing.
        try (NetfsFileChannel in = provider.newFileChannel(source, Set.of(StandardOpenOption.READ))) {
            in.read(ByteBuffer.allocate(1), 0);
            makeRoom(target, options);
            copy(in, target);
        }
    }

    /** Half a file is not left at the target. */
    private void copy(NetfsFileChannel in, NetfsPath target) throws IOException {
        NetfsFileChannel out =
                provider.newFileChannel(target, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        try (out) {
            in.transferTo(0, Long.MAX_VALUE, out);
        } catch (IOException | RuntimeException e) {
            try {
                provider.delete(target);
            } catch (IOException | RuntimeException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    void move(NetfsPath source, NetfsPath target, Set<CopyOption> options) throws IOException {
        require(
                options,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.ATOMIC_MOVE,
                LinkOption.NOFOLLOW_LINKS);
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new AtomicMoveNotSupportedException(
                    source.toString(),
                    target.toString(),
                    "an origin does not promise that nobody sees the move half done");
        }
        BasicFileAttributes from = new PathLookup(source).attributes(LinkOption.NOFOLLOW_LINKS);
        if (source.getFileSystem().isReadOnly() || target.getFileSystem().isReadOnly()) {
            throw new ReadOnlyFileSystemException();
        }
        if (!from.isSymbolicLink() && new PathLookup(target).exists() && provider.isSameFile(source, target)) {
            return;
        }
        boolean replace = options.contains(StandardCopyOption.REPLACE_EXISTING);
        if (!replace && new PathLookup(target).exists()) {
            throw new FileAlreadyExistsException(target.toString());
        }
        if (!renamed(source, target, replace)) {
            requireEmpty(source, from);
            copy(source, from, target, options);
            provider.delete(source);
        }
    }

    /** Has the origin move it, if it can. */
    private static boolean renamed(NetfsPath source, NetfsPath target, boolean replace) throws IOException {
        PathLookup from = new PathLookup(source);
        PathLookup to = new PathLookup(target);
        if (from.mount() != to.mount()) {
            return false;
        }
        try {
            from.mount().move(from.name(), to.name(), replace);
            return true;
        } catch (NoSuchFileException e) {
            throw to.missing(e);
        } catch (UnsupportedOperationException e) {
            // It is copied and deleted.
            return false;
        }
    }

    /** What is in a folder is not moved one by one. */
    private static void requireEmpty(NetfsPath source, BasicFileAttributes from) throws IOException {
        if (!from.isDirectory()) {
            return;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(source)) {
            if (stream.iterator().hasNext()) {
                throw new DirectoryNotEmptyException(source.toString());
            }
        }
    }
}
