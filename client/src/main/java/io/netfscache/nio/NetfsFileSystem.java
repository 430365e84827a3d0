package io.netfscache.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The files below a folder of an origin. Closed, it closes what is open of it. */
final class NetfsFileSystem extends FileSystem {
    private final NetfsFileSystemProvider provider;
    private final FileSystemRegistry registry;
    private final String prefix;
    private final long serial;
    private final Mount mount;
    private final OriginNames names;
    private final Set<Closeable> open = new LinkedHashSet<>();
    private boolean closed;

    /**
     * @param prefix of the URIs of its paths
     * @param serial tells it from other filesystems, open and closed ones
     */
    NetfsFileSystem(
            NetfsFileSystemProvider provider,
            FileSystemRegistry registry,
            String prefix,
            long serial,
            Mount mount,
            OriginNames names) {
        this.provider = provider;
        this.registry = registry;
        this.prefix = prefix;
        this.serial = serial;
        this.mount = mount;
        this.names = names;
    }

    String prefix() {
        return prefix;
    }

    long serial() {
        return serial;
    }

    /** @throws ClosedFileSystemException when it is */
    Mount mount() {
        requireOpen();
        return mount;
    }

    /** For the registry, which gives it back. */
    Mount heldMount() {
        return mount;
    }

    OriginNames names() {
        return names;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
    }

    /** Has it closed with this, at the latest. */
    synchronized void add(Closeable opened) {
        requireOpen();
        open.add(opened);
    }

    synchronized void remove(Closeable opened) {
        open.remove(opened);
    }

    @Override
    public NetfsFileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() throws IOException {
        List<Closeable> left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = new ArrayList<>(open);
            open.clear();
        }
        IOException failure = null;
        left.add(() -> registry.remove(this));
        for (Closeable one : left) {
            try {
                one.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isReadOnly() {
        return mount.isReadOnly();
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        requireOpen();
        return List.of(NetfsPath.parse(this, "/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public NetfsPath getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.length() == 0 ? "" : "/").append(part);
            }
        }
        return NetfsPath.parse(this, text.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"" + syntaxAndPattern + "\" is not glob:PATTERN or regex:PATTERN");
        }
        String pattern = syntaxAndPattern.substring(colon + 1);
        Pattern regex = switch (syntaxAndPattern.substring(0, colon).toLowerCase(java.util.Locale.ROOT)) {
            case "glob" -> Glob.toRegex(pattern);
            case "regex" -> Pattern.compile(pattern);
            default ->
                throw new UnsupportedOperationException(
                        "\"" + syntaxAndPattern + "\": there are the syntaxes glob and regex");
        };
        return path -> regex.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("netfs: knows no owners of files");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("netfs: tells nobody of changes: there is no WatchService");
    }

    /** The URI of its root. */
    @Override
    public String toString() {
        return prefix + "!/";
    }
}
