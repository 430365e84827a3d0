package io.netfscache.origin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, moves and deletes files and folders of the local tree. Errors name paths as {@link PathText} does. */
final class FileChanges {
    /** What is done with paths. */
    interface Act<T> {
        T run() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileChanges.class);
    /** EINVAL and EOPNOTSUPP of fsync(2). */
    private static final Set<String> UNSUPPORTED = Set.of("Invalid argument", "Operation not supported");

    private FileChanges() {}

    static void createFile(Path file) throws IOException {
        named(file, () -> Files.createFile(file));
    }

    static void createFolder(Path folder) throws IOException {
        named(folder, () -> Files.createDirectory(folder));
        persist(folder.getParent());
    }

    /** A link itself, and not what it leads to. */
    static void delete(Path path) throws IOException {
        named(path, () -> {
            Files.delete(path);
            return path;
        });
        persist(path.getParent());
    }

    /**
     * Moves within one filesystem, a link itself. Where there is a file, it is replaced in one step; an empty folder that is
     * in the way is deleted first when a file comes into its place, and so is a file in the place of a folder.
     */
    static void move(Path from, Path to, boolean replace) throws IOException {
        FileLook source = named(from, () -> FileLook.at(from, LinkOption.NOFOLLOW_LINKS));
        FileLook target = lookIfThere(to);
        if (target != null && target.device().equals(source.device()) && target.inode() == source.inode()) {
            // One file already, perhaps by two names: as java.nio.file has it, nothing is done.
            return;
        }
        if (source.isFolder() && realParent(to).startsWith(from.toRealPath())) {
            throw new FileSystemException(PathText.of(from), PathText.of(to), "a folder cannot be moved into itself");
        }
        if (target != null) {
            makeWay(to, source, target, replace);
        }
        try {
            named(from, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
        } catch (AtomicMoveNotSupportedException e) {
            AtomicMoveNotSupportedException other = new AtomicMoveNotSupportedException(
                    PathText.of(from), PathText.of(to), "is on another filesystem: copy it and delete the old one");
            other.initCause(e);
            throw other;
        }
        persist(to.getParent());
        persist(from.getParent());
    }

    private static void makeWay(Path to, FileLook source, FileLook target, boolean replace) throws IOException {
        if (!replace) {
            throw new FileAlreadyExistsException(PathText.of(to));
        }
        if (target.isFolder() && !FileListing.children(to).isEmpty()) {
            throw new DirectoryNotEmptyException(PathText.of(to));
        }
        if (target.isFolder() != source.isFolder()) {
            named(to, () -> {
                Files.delete(to);
                return to;
            });
        }
    }

    private static Path realParent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        Path folder = parent == null ? path : parent;
        return named(folder, folder::toRealPath);
    }

    private static @Nullable FileLook lookIfThere(Path path) throws IOException {
        try {
            return named(path, () -> FileLook.at(path, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Brings the names in a folder to stable storage. Where that cannot be asked for, because this user must not list the
     * folder, it has gone, or its filesystem knows no such thing, the change has been made all the same.
     */
    static void persist(@Nullable Path folder) throws IOException {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException | NoSuchFileException e) {
            LOG.atDebug().addKeyValue("folder", folder).setCause(e).log("its names cannot be forced to the disk");
        } catch (IOException e) {
            if (!UNSUPPORTED.contains(String.valueOf(e.getMessage()))) {
                FileSystemException named = new FileSystemException(PathText.of(folder), null, e.getMessage());
                named.initCause(e);
                throw named;
            }
            LOG.atDebug().addKeyValue("folder", folder).setCause(e).log("its filesystem forces no folders to the disk");
        }
    }

    /** Runs what names its path, if at all, as the JVM's locale has it. */
    static <T> T named(Path path, Act<T> act) throws IOException {
        try {
            return act.run();
        } catch (FileSystemException e) {
            String text = PathText.of(path);
            if (text.equals(e.getFile()) || !path.toString().equals(e.getFile())) {
                throw e;
            }
            FileSystemException named = named(e, text);
            named.initCause(e);
            throw named;
        }
    }

    private static FileSystemException named(FileSystemException e, String text) {
        if (e instanceof NoSuchFileException) {
            return new NoSuchFileException(text, e.getOtherFile(), e.getReason());
        }
        if (e instanceof AccessDeniedException) {
            return new AccessDeniedException(text, e.getOtherFile(), e.getReason());
        }
        if (e instanceof FileAlreadyExistsException) {
            return new FileAlreadyExistsException(text, e.getOtherFile(), e.getReason());
        }
        if (e instanceof DirectoryNotEmptyException) {
            return new DirectoryNotEmptyException(text);
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return new AtomicMoveNotSupportedException(text, e.getOtherFile(), e.getReason());
        }
        return new FileSystemException(text, e.getOtherFile(), e.getReason());
    }
}
