package io.netfscache.nio;

import io.netfscache.netfs.NetfsFile;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.OriginLook;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code java.nio.file} for {@code netfs:} URIs: files of an origin, read through a cache cluster and written back.
 *
 * <p>{@code netfs:ORIGIN!/path} or {@code netfs://host:port,host:port/ORIGIN!/path}, where ORIGIN is a {@code file:},
 * {@code http:} or {@code https:} URL of a folder; a {@code !} in ORIGIN is written {@code %21}, and the names of the path
 * have {@code %XX} of UTF-8. The cluster is named by the URI, by {@code servers} in the environment map of {@code
 * FileSystems.newFileSystem}, or by the system property {@code netfs.servers}; {@code none} reads without a cache. {@code
 * Path.of(uri)} opens the filesystem when it is not open. What is not supported, and how new answers are: docs/nio.md.
 *
 * <p>The JDK finds it by itself and has one for the whole program. Safe for use by many threads.
 */
public final class NetfsFileSystemProvider extends FileSystemProvider {
    private final FileSystemRegistry registry;

    /** For the JDK. */
    public NetfsFileSystemProvider() {
        this(Origins::resolve, Wiring.clock());
    }

    NetfsFileSystemProvider(Function<String, OriginPath> origins, LongSupplier clock) {
        this.registry = new FileSystemRegistry(this, origins, clock);
    }

    FileSystemRegistry registry() {
        return registry;
    }

    @Override
    public String getScheme() {
        return NetfsUri.SCHEME;
    }

    /**
     * Opens the filesystem of a URI's origin; of the path only the root counts, so it may be any.
     *
     * @param environment the keys are in docs/nio.md
     * @throws IllegalArgumentException for a URI that is none, an unknown key or a bad value, and without any servers
     * @throws java.nio.file.FileSystemAlreadyExistsException when it is open
     */
    @Override
    public NetfsFileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
        return registry.open(NetfsUri.parse(uri), environment, servers());
    }

    private static @Nullable String servers() {
        return System.getProperty(NioOptions.SERVERS_PROPERTY);
    }

    /** @throws FileSystemNotFoundException when it is not open */
    @Override
    public NetfsFileSystem getFileSystem(URI uri) {
        NetfsFileSystem found = registry.find(NetfsUri.parse(uri));
        if (found == null) {
            throw new FileSystemNotFoundException(NetfsUri.withoutUserInfo(uri.toString())
                    + ": is not open; FileSystems.newFileSystem or Path.of opens it");
        }
        return found;
    }

    /**
     * The path that a URI names; opens its filesystem when it is not open, which then stays so until it is closed.
     *
     * @throws IllegalArgumentException for a URI that is none, and when no cluster is named
     * @throws UncheckedIOException when the filesystem cannot be opened
     */
    @Override
    public NetfsPath getPath(URI uri) {
        NetfsUri parsed = NetfsUri.parse(uri);
        try {
            return NetfsPath.parse(registry.findOrOpen(parsed, servers()), parsed.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mount mount(NetfsPath path) {
        return path.getFileSystem().mount();
    }

    private static String name(NetfsPath path) {
        return path.getFileSystem().names().path(path.namesFromRoot());
    }

    /** Tells the path as the program knows it. */
    private static NoSuchFileException missing(NetfsPath path, NoSuchFileException e) {
        NoSuchFileException own = new NoSuchFileException(path.toString(), null, e.getReason());
        own.initCause(e);
        return own;
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public NetfsFileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        NetfsPath file = NetfsPath.of(path);
        OpenRequest request = OpenRequest.of(options);
        requireNone(attributes);
        NetfsFileSystem filesystem = file.getFileSystem();
        Mount mount = filesystem.mount();
        if (request.write() && mount.isReadOnly()) {
            throw new ReadOnlyFileSystemException();
        }
        if (!request.links() && isLink(file)) {
            throw new FileSystemException(file.toString(), null, "is a symbolic link (NOFOLLOW_LINKS)");
        }
        String name = name(file);
        NetfsFile opened;
        try {
            opened = mount.open(name, request.modes());
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        }
        NetfsFileChannel channel = new NetfsFileChannel(filesystem, mount, name, opened, request);
        boolean added = false;
        try {
            filesystem.add(channel);
            added = true;
            return channel;
        } finally {
            if (!added) {
                channel.close();
            }
        }
    }

    private boolean isLink(NetfsPath file) throws IOException {
        try {
            return attributes(file, LinkOption.NOFOLLOW_LINKS).isSymbolicLink();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void requireNone(FileAttribute<?>... attributes) {
        if (attributes.length > 0) {
            throw new UnsupportedOperationException(
                    "netfs: files are made without attributes, not with " + attributes[0].name());
        }
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        Set<OpenOption> set = Set.copyOf(Arrays.asList(options));
        if (set.contains(StandardOpenOption.WRITE) || set.contains(StandardOpenOption.APPEND)) {
            throw new UnsupportedOperationException("an InputStream is not opened with WRITE or APPEND");
        }
        return new NetfsInputStream(newFileChannel(path, set));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        NetfsPath folder = NetfsPath.of(path);
        java.util.Objects.requireNonNull(filter);
        Mount mount = mount(folder);
        try {
            return new NetfsDirectoryStream(folder, mount, mount.list(name(folder)), filter);
        } catch (NotDirectoryException | NoSuchFileException e) {
            throw notListed(folder, e);
        }
    }

    /** What there is instead of a folder. */
    private FileSystemException notListed(NetfsPath path, FileSystemException why) throws IOException {
        if (isRootWithoutFolders(path)) {
            FileSystemException unlisted = new FileSystemException(
                    path.toString(), null, "the server lists nothing that is understood here: name the files");
            unlisted.initCause(why);
            return unlisted;
        }
        attributes(path);
        NotDirectoryException notAFolder = new NotDirectoryException(path.toString());
        notAFolder.initCause(why);
        return notAFolder;
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        NetfsPath folder = NetfsPath.of(path);
        requireNone(attributes);
        Mount mount = writable(folder);
        try {
            mount.createFolder(name(folder));
        } catch (NoSuchFileException e) {
            throw missing(folder, e);
        } catch (UnsupportedOperationException e) {
            // What createDirectories finds is no matter of what can be made.
            if (!exists(folder)) {
                throw e;
            }
            FileAlreadyExistsException there = new FileAlreadyExistsException(folder.toString());
            there.initCause(e);
            throw there;
        }
    }

    private static Mount writable(NetfsPath path) {
        Mount mount = mount(path);
        if (mount.isReadOnly()) {
            throw new ReadOnlyFileSystemException();
        }
        return mount;
    }

    @Override
    public void delete(Path path) throws IOException {
        NetfsPath gone = NetfsPath.of(path);
        Mount mount = writable(gone);
        if (gone.namesFromRoot().isEmpty()) {
            throw new FileSystemException(gone.toString(), null, "the root of a filesystem is not deleted");
        }
        try {
            mount.delete(name(gone));
        } catch (NoSuchFileException e) {
            throw missing(gone, e);
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        new Transfers(this)
                .copy(NetfsPath.of(source), NetfsPath.of(target), new LinkedHashSet<>(Arrays.asList(options)));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        new Transfers(this)
                .move(NetfsPath.of(source), NetfsPath.of(target), new LinkedHashSet<>(Arrays.asList(options)));
    }

    /** Has the origin move it, if it can. */
    boolean renamed(NetfsPath source, NetfsPath target, boolean replace) throws IOException {
        if (mount(source) != mount(target)) {
            return false;
        }
        try {
            mount(source).move(name(source), name(target), replace);
            return true;
        } catch (NoSuchFileException e) {
            throw missing(target, e);
        } catch (UnsupportedOperationException e) {
            // It copies and deletes.
            return false;
        }
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        NetfsPath one = NetfsPath.of(path);
        if (one.equals(other)) {
            return true;
        }
        if (!(other instanceof NetfsPath two) || mount(one) != mount(two)) {
            return false;
        }
        attributes(one);
        attributes(two);
        return canonical(one).equals(canonical(two));
    }

    private static String canonical(NetfsPath path) throws IOException {
        return mount(path).origin().canonical(name(path));
    }

    NetfsPath realPath(NetfsPath path, LinkOption... options) throws IOException {
        attributes(path, options);
        NetfsFileSystem filesystem = path.getFileSystem();
        NetfsPath own = path.toAbsolutePath().normalize();
        if (List.of(options).contains(LinkOption.NOFOLLOW_LINKS)) {
            return own;
        }
        NetfsPath root = NetfsPath.parse(filesystem, "/");
        String folder = canonical(root);
        String real = canonical(path);
        String below = folder.endsWith("/") ? folder : folder + "/";
        // A link may lead out of the folder, where files have no path of this filesystem but the one by the link.
        return filesystem.mount().origin().hasFolders() && real.startsWith(below) && !below.startsWith("file:")
                ? NetfsPath.parse(filesystem, "/" + real.substring(below.length()))
                : own;
    }

    @Override
    public boolean isHidden(Path path) {
        NetfsPath name = NetfsPath.of(path).getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("netfs: an origin does not tell how much space it has");
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        NetfsPath file = NetfsPath.of(path);
        BasicFileAttributes attributes = attributes(file);
        for (AccessMode mode : modes) {
            String no = switch (mode) {
                case READ -> isReadable(file) ? null : "may not be read";
                case WRITE -> mount(file).isReadOnly() ? "the origin is read-only" : null;
                case EXECUTE -> attributes.isDirectory() ? null : "netfs: files are not executed";
            };
            if (no != null) {
                throw new AccessDeniedException(file.toString(), null, no);
            }
        }
    }

    private static boolean isReadable(NetfsPath path) throws IOException {
        if (isRootWithoutFolders(path)) {
            return true;
        }
        OriginLook look = mount(path).look(name(path));
        if (look.entry().kind() != Kind.FILE || look.attributes() != null) {
            return true;
        }
        try {
            // A listing does not tell.
            mount(path).netfs().stat(name(path));
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    /** A server that has only files has a root all the same: everything is in it. */
    private static boolean isRootWithoutFolders(NetfsPath path) {
        return !mount(path).origin().hasFolders() && path.namesFromRoot().isEmpty();
    }

    /** Whether there is anything, be it a link to nothing. */
    boolean exists(NetfsPath path) throws IOException {
        try {
            attributes(path, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    NetfsFileAttributes attributes(NetfsPath path, LinkOption... options) throws IOException {
        if (isRootWithoutFolders(path)) {
            return NetfsFileAttributes.folder();
        }
        Mount mount = mount(path);
        String name = name(path);
        boolean follow = !List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
        OriginLook look;
        try {
            look = mount.look(name);
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        }
        if (follow && look.entry().kind() == Kind.DANGLING_LINK) {
            throw new NoSuchFileException(
                    path.toString(), null, "a symbolic link to " + look.entry().linkTarget());
        }
        return NetfsFileAttributes.of(look.entry(), follow, mount.sizeWhileWritten(name));
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        NetfsPath own = NetfsPath.of(path);
        return type == BasicFileAttributeView.class ? type.cast(new NetfsAttributeView(own, options)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        NetfsPath own = NetfsPath.of(path);
        if (type != BasicFileAttributes.class) {
            throw new UnsupportedOperationException("netfs: there are basic attributes, not " + type.getSimpleName());
        }
        return type.cast(attributes(own, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String wanted, LinkOption... options) throws IOException {
        NetfsPath own = NetfsPath.of(path);
        int colon = wanted.indexOf(':');
        if (colon >= 0 && !wanted.substring(0, colon).equals("basic")) {
            throw new UnsupportedOperationException("netfs: there are basic attributes, not \"" + wanted + "\"");
        }
        Map<String, Object> all = attributes(own, options).byName();
        Map<String, Object> chosen = new LinkedHashMap<>();
        for (String name : wanted.substring(colon + 1).split(",", -1)) {
            if (name.equals("*")) {
                chosen.putAll(all);
                // Says that there is none.
                chosen.put("fileKey", null);
            } else if (name.equals("fileKey")) {
                chosen.put(name, null);
            } else if (all.containsKey(name)) {
                chosen.put(name, all.get(name));
            } else {
                throw new IllegalArgumentException(
                        "there is no basic attribute \"" + name + "\"; there are " + all.keySet());
            }
        }
        return chosen;
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("netfs: attributes of files cannot be set: " + attribute);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException("netfs: links cannot be made");
    }

    @Override
    public void createLink(Path link, Path existing) {
        throw new UnsupportedOperationException("netfs: links cannot be made");
    }

    @Override
    public Path readSymbolicLink(Path link) {
        throw new UnsupportedOperationException("netfs: links are followed and not read");
    }
}
