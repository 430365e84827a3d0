package io.netfscache.nio;

import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.OriginLook;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;

/**
 * What there is at a path. The mount is asked by the path's name at the origin; errors name the path as the program knows it.
 * Every call fails with ClosedFileSystemException once the filesystem is closed. Any thread.
 */
record PathLookup(NetfsPath path) {
    Mount mount() {
        return path.getFileSystem().mount();
    }

    /** @throws ReadOnlyFileSystemException when the origin cannot be changed */
    Mount writable() {
        Mount mount = mount();
        if (mount.isReadOnly()) {
            throw new ReadOnlyFileSystemException();
        }
        return mount;
    }

    /** What the origin calls it. */
    String name() {
        return path.getFileSystem().names().path(path.namesFromRoot());
    }

    NoSuchFileException missing(NoSuchFileException e) {
        NoSuchFileException own = new NoSuchFileException(path.toString(), null, e.getReason());
        own.initCause(e);
        return own;
    }

    /** A server that has only files has a root all the same: everything is in it. */
    boolean isRootWithoutFolders() {
        return !mount().origin().hasFolders() && path.namesFromRoot().isEmpty();
    }

    /** @throws NoSuchFileException when there is nothing, or only a link to nothing and links are followed */
    NetfsFileAttributes attributes(LinkOption... options) throws IOException {
        if (isRootWithoutFolders()) {
            return NetfsFileAttributes.folder();
        }
        Mount mount = mount();
        String name = name();
        boolean follow = !List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
        OriginLook look;
        try {
            look = mount.look(name);
        } catch (NoSuchFileException e) {
            throw missing(e);
        }
        if (follow && look.entry().kind() == Kind.DANGLING_LINK) {
            throw new NoSuchFileException(
                    path.toString(), null, "a symbolic link to " + look.entry().linkTarget());
        }
        return NetfsFileAttributes.of(look.entry(), follow, mount.sizeWhileWritten(name));
    }

    /** Whether there is anything, be it a link to nothing. */
    boolean exists() throws IOException {
        try {
            attributes(LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    boolean isLink() throws IOException {
        try {
            return attributes(LinkOption.NOFOLLOW_LINKS).isSymbolicLink();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether both are one file of one mount; both must be there. */
    boolean isSameAs(PathLookup other) throws IOException {
        if (mount() != other.mount()) {
            return false;
        }
        attributes();
        other.attributes();
        return canonical().equals(other.canonical());
    }

    private String canonical() throws IOException {
        return mount().origin().canonical(name());
    }

    /** The path without the links in it, as far as these stay in the filesystem. */
    NetfsPath realPath(LinkOption... options) throws IOException {
        attributes(options);
        NetfsFileSystem filesystem = path.getFileSystem();
        NetfsPath own = path.toAbsolutePath().normalize();
        if (List.of(options).contains(LinkOption.NOFOLLOW_LINKS)) {
            return own;
        }
        String folder = new PathLookup(NetfsPath.parse(filesystem, "/")).canonical();
        String real = canonical();
        String below = folder.endsWith("/") ? folder : folder + "/";
        // A link may lead out of the folder, where files have no path of this filesystem but the one by the link.
        return mount().origin().hasFolders() && real.startsWith(below) && !below.startsWith("file:")
                ? NetfsPath.parse(filesystem, "/" + real.substring(below.length()))
                : own;
    }

    /**
     * Whether the program may do all that; without any, whether there is anything.
     *
     * @throws AccessDeniedException that names what it may not
     */
    void requireAccess(AccessMode... modes) throws IOException {
        NetfsFileAttributes attributes = attributes();
        for (AccessMode mode : modes) {
            String no = switch (mode) {
                case READ -> isReadable() ? null : "may not be read";
                case WRITE -> mount().isReadOnly() ? "the origin is read-only" : null;
                case EXECUTE -> attributes.isDirectory() ? null : "netfs: files are not executed";
            };
            if (no != null) {
                throw new AccessDeniedException(path.toString(), null, no);
            }
        }
    }

    private boolean isReadable() throws IOException {
        if (isRootWithoutFolders()) {
            return true;
        }
        OriginLook look = mount().look(name());
        if (look.entry().kind() != Kind.FILE || look.attributes() != null) {
            return true;
        }
        try {
            OriginLook asked = mount().lookAnew(name());
            return asked.entry().kind() != Kind.FILE || asked.attributes() != null;
        } catch (AccessDeniedException e) {
            return false;
        }
    }
}
