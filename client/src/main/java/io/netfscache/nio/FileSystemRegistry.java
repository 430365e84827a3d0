package io.netfscache.nio;

import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The open filesystems, by the prefix of their URIs in its one spelling. Opening and closing are done one at a time: what
 * is opened again right after has to wait until its volume has been given back.
 */
final class FileSystemRegistry {
    private final NetfsFileSystemProvider provider;
    private final Function<String, OriginPath> origins;
    private final Mounts mounts;
    private final Map<String, NetfsFileSystem> byPrefix = new HashMap<>();
    /** As URIs have been written; those without user info only. */
    private final Map<String, NetfsFileSystem> bySpelling = new ConcurrentHashMap<>();

    private long opened;

    FileSystemRegistry(NetfsFileSystemProvider provider, Function<String, OriginPath> origins, LongSupplier clock) {
        this.provider = provider;
        this.origins = origins;
        this.mounts = new Mounts(clock);
    }

    /** The open one; null if there is none. */
    @Nullable
    NetfsFileSystem find(NetfsUri uri) {
        NetfsFileSystem known = bySpelling.get(uri.prefix());
        return known != null && known.isOpen() ? known : findSlowly(uri);
    }

    private synchronized @Nullable NetfsFileSystem findSlowly(NetfsUri uri) {
        OriginPath at = origins.apply(uri.origin());
        try (Origin origin = at.origin()) {
            NetfsFileSystem known = byPrefix.get(prefix(uri, at));
            if (known != null
                    && uri.hasUserInfo()
                    && !known.heldMount().origin().hasCredentialsOf(origin)) {
                throw new FileSystemAlreadyExistsException(
                        known + " is open with other credentials: close it, or leave user and password out of the URI");
            }
            if (known != null) {
                spell(uri, known);
            }
            return known;
        }
    }

    private void spell(NetfsUri uri, NetfsFileSystem filesystem) {
        long spellings = bySpelling.values().stream()
                .filter(other -> other == filesystem)
                .count();
        if (!uri.hasUserInfo() && spellings < NioLimits.MAX_SPELLINGS) {
            bySpelling.put(uri.prefix(), filesystem);
        }
    }

    /**
     * Opens one.
     *
     * @throws FileSystemAlreadyExistsException when it is open
     */
    synchronized NetfsFileSystem open(NetfsUri uri, Map<String, ?> environment, @Nullable String property)
            throws IOException {
        NioOptions options = NioOptions.of(uri.servers(), environment, property);
        NetfsFileSystem known = findSlowly(uri);
        if (known != null) {
            throw new FileSystemAlreadyExistsException(known.toString());
        }
        OriginPath at = origins.apply(uri.origin());
        String prefix = prefix(uri, at);
        OriginNames names = new OriginNames(at.origin(), at.path());
        Mount mount = mounts.take(options, at.origin());
        NetfsFileSystem filesystem = new NetfsFileSystem(provider, this, prefix, ++opened, mount, names);
        byPrefix.put(prefix, filesystem);
        spell(uri, filesystem);
        return filesystem;
    }

    /** The open one, or one that is opened now. */
    synchronized NetfsFileSystem findOrOpen(NetfsUri uri, @Nullable String property) throws IOException {
        NetfsFileSystem known = find(uri);
        return known == null ? open(uri, Map.of(), property) : known;
    }

    synchronized void remove(NetfsFileSystem closed) throws IOException {
        byPrefix.values().remove(closed);
        bySpelling.values().removeIf(other -> other == closed);
        mounts.giveBack(closed.heldMount());
    }

    /** The one spelling: without user info, default ports, and what need not be encoded. */
    private static String prefix(NetfsUri uri, OriginPath at) {
        String servers = uri.servers().isEmpty() ? "" : "//" + uri.servers() + "/";
        String path = at.path().replace("!", "%21");
        String folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!at.origin().hasFolders()) {
            return "netfs:" + servers + at.origin() + folder;
        }
        boolean url = at.path().startsWith("file:///");
        StringBuilder encoded = new StringBuilder("netfs:").append(servers).append(url ? "" : "file://");
        for (String name : (url ? "" : at.path()).split("/", -1)) {
            encoded.append(name.isEmpty() ? "" : "/" + NioPercent.name(name).replace("!", "%21"));
        }
        return encoded.append(url ? path : folder.isEmpty() ? "/" : "").toString();
    }

    Mounts mounts() {
        return mounts;
    }
}
