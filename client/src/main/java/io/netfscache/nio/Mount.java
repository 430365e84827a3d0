package io.netfscache.nio;

import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.OpenMode;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.OriginLook;
import io.netfscache.origin.WritableOrigin;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A mounted volume of an origin, shared by the filesystems in it. Paths are those of the origin. What was asked within the
 * last second is not asked again, and what this client changes is forgotten before and after.
 */
final class Mount {
    private final Origin origin;
    private final Netfs netfs;
    private final RecentAnswers recent;
    /** By path, a file that is open for writing: its size is newer than the origin's. */
    private final Map<String, NetfsFile> writers = new HashMap<>();
    /** Paths that listings of a server called folders, which it cannot be asked about one by one, and when they did. */
    private final Map<String, Long> folders = new LinkedHashMap<>();

    private final LongSupplier clock;

    Mount(Origin origin, Netfs netfs, LongSupplier clock) {
        this.origin = origin;
        this.netfs = netfs;
        this.recent = new RecentAnswers(clock);
        this.clock = clock;
    }

    Origin origin() {
        return origin;
    }

    Netfs netfs() {
        return netfs;
    }

    boolean isReadOnly() {
        return !(origin instanceof WritableOrigin);
    }

    /** @throws NoSuchFileException when there is nothing */
    OriginLook look(String path) throws IOException {
        OriginLook known = isKnownFolder(path)
                ? new OriginLook(new OriginEntry(path, Kind.FOLDER, -1, null, null), null)
                : recent.find(path);
        return known != null ? known : lookAnew(path);
    }

    /**
     * As {@link #look}, but asks in any case: a listing does not tell whether a file may be read. The answer counts for
     * what comes next.
     */
    OriginLook lookAnew(String path) throws IOException {
        RecentAnswers.Asked asked = recent.asking();
        OriginLook look = origin.look(path);
        recent.keep(path, look, asked);
        return look;
    }

    /** Bytes of a file that this client writes, seen by it before the origin has them; null when it does not. */
    synchronized @Nullable Long sizeWhileWritten(String path) {
        NetfsFile file = writers.get(path);
        return file == null ? null : Math.max(0, file.size());
    }

    /** The lines of a folder, and since when they are known. */
    Listing list(String path) throws IOException {
        RecentAnswers.Asked asked = recent.asking();
        // A server calls a folder by a slash at its end.
        String folder = origin.hasFolders() || path.endsWith("/") ? path : path + "/";
        List<OriginEntry> entries;
        try {
            entries = origin.list(folder);
        } catch (NoSuchFileException e) {
            forgetFolder(path);
            throw e;
        }
        if (entries.size() == 1
                && entries.get(0).kind() != Kind.FOLDER
                && entries.get(0).path().equals(folder)) {
            throw new NotDirectoryException(path);
        }
        return new Listing(entries, asked);
    }

    record Listing(List<OriginEntry> entries, RecentAnswers.Asked asked) {}

    /** Takes a line of a listing for an answer about a path, if it says all and is new enough. */
    void remember(String path, OriginEntry entry, RecentAnswers.Asked asked) {
        if (entry.kind() == Kind.FOLDER && !origin.hasFolders()) {
            rememberFolder(path);
        } else if (entry.kind() != Kind.FILE || entry.size() >= 0) {
            recent.keep(path, new OriginLook(entry, null), asked);
        }
    }

    private synchronized void rememberFolder(String path) {
        folders.remove(path);
        folders.put(path, clock.getAsLong());
        if (folders.size() > NioLimits.MAX_ANSWERS) {
            folders.remove(folders.keySet().iterator().next());
        }
    }

    private synchronized void forgetFolder(String path) {
        folders.remove(path);
    }

    private synchronized boolean isKnownFolder(String path) {
        Long since = folders.get(path);
        if (since != null && clock.getAsLong() - since >= NioLimits.FOLDER_COUNTS.toNanos()) {
            folders.remove(path);
            return false;
        }
        return since != null;
    }

    NetfsFile open(String path, Set<OpenMode> modes) throws IOException {
        if (!modes.contains(OpenMode.WRITE)) {
            OriginLook known = recent.find(path);
            return netfs.open(path, modes, known == null ? null : known.attributes());
        }
        requireRoomForWriter(path);
        recent.forget(path);
        NetfsFile file = netfs.open(path, modes);
        synchronized (this) {
            writers.put(path, file);
        }
        recent.forget(path);
        return file;
    }

    private synchronized void requireRoomForWriter(String path) throws FileSystemException {
        if (writers.size() >= NioLimits.MAX_WRITERS && !writers.containsKey(path)) {
            throw new FileSystemException(
                    path,
                    null,
                    writers.size() + " files are open for writing, more than which there cannot be; close some");
        }
    }

    /** The file has been written to. */
    void changed(String path) {
        recent.forget(path);
    }

    void close(String path, NetfsFile file) throws IOException {
        try {
            file.close();
        } finally {
            boolean written;
            synchronized (this) {
                written = writers.remove(path, file);
            }
            if (written) {
                recent.forget(path);
            }
        }
    }

    void createFolder(String path) throws IOException {
        change(path, () -> netfs.createFolder(path));
    }

    void delete(String path) throws IOException {
        change(path, () -> netfs.delete(path));
    }

    /** Of a folder, all that is in it gets another path too. */
    void move(String from, String to, boolean replace) throws IOException {
        try {
            netfs.move(from, to, replace);
        } finally {
            recent.forgetAll();
        }
    }

    private void change(String path, Change change) throws IOException {
        recent.forget(path);
        try {
            change.make();
        } finally {
            recent.forget(path);
        }
    }

    private interface Change {
        void make() throws IOException;
    }
}
