package io.netfscache.nio;

import io.netfscache.netfs.NetfsFile;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.LinkedHashSet;
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
        PathLookup there = new PathLookup(file);
        Mount mount = request.write() ? there.writable() : there.mount();
        if (!request.links() && there.isLink()) {
            throw new FileSystemException(file.toString(), null, "is a symbolic link (NOFOLLOW_LINKS)");
        }
        String name = there.name();
        NetfsFile opened;
        try {
            opened = mount.open(name, request.modes());
        } catch (NoSuchFileException e) {
            throw there.missing(e);
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
        PathLookup there = new PathLookup(folder);
        Mount mount = there.mount();
        try {
            return new NetfsDirectoryStream(folder, mount, mount.list(there.name()), filter);
        } catch (NotDirectoryException | NoSuchFileException e) {
            throw notListed(there, e);
        }
    }

    /** What there is instead of a folder. */
    private static FileSystemException notListed(PathLookup there, FileSystemException why) throws IOException {
        if (there.isRootWithoutFolders()) {
            FileSystemException unlisted = new FileSystemException(
                    there.path().toString(), null, "the server lists nothing that is understood here: name the files");
            unlisted.initCause(why);
            return unlisted;
        }
        there.attributes();
        NotDirectoryException notAFolder =
                new NotDirectoryException(there.path().toString());
        notAFolder.initCause(why);
        return notAFolder;
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        NetfsPath folder = NetfsPath.of(path);
        requireNone(attributes);
        PathLookup there = new PathLookup(folder);
        Mount mount = there.writable();
        try {
            mount.createFolder(there.name());
        } catch (NoSuchFileException e) {
            throw there.missing(e);
        } catch (UnsupportedOperationException e) {
            // What createDirectories finds is no matter of what can be made.
            if (!there.exists()) {
                throw e;
            }
            FileAlreadyExistsException exists = new FileAlreadyExistsException(folder.toString());
            exists.initCause(e);
            throw exists;
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        NetfsPath gone = NetfsPath.of(path);
        PathLookup there = new PathLookup(gone);
        Mount mount = there.writable();
        if (gone.namesFromRoot().isEmpty()) {
            throw new FileSystemException(gone.toString(), null, "the root of a filesystem is not deleted");
        }
        try {
            mount.delete(there.name());
        } catch (NoSuchFileException e) {
            throw there.missing(e);
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

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        NetfsPath one = NetfsPath.of(path);
        if (one.equals(other)) {
            return true;
        }
        return other instanceof NetfsPath two && new PathLookup(one).isSameAs(new PathLookup(two));
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
        new PathLookup(NetfsPath.of(path)).requireAccess(modes);
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
        return type.cast(new PathLookup(own).attributes(options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String wanted, LinkOption... options) throws IOException {
        NetfsPath own = NetfsPath.of(path);
        int colon = wanted.indexOf(':');
        if (colon >= 0 && !wanted.substring(0, colon).equals("basic")) {
            throw new UnsupportedOperationException("netfs: there are basic attributes, not \"" + wanted + "\"");
        }
        return new PathLookup(own).attributes(options).byName(wanted.substring(colon + 1));
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
