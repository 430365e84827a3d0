package io.netfscache.nio;

import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a file. An origin has one time, that of the last change of the contents: it stands for all
 * three, and is 1970 where the origin has none.
 *
 * @param length in bytes; 0 of what is no file, and where the origin does not tell
 * @param link whether it is a symbolic link that was not followed
 */
record NetfsFileAttributes(Kind kind, boolean link, long length, FileTime time) implements BasicFileAttributes {
    static NetfsFileAttributes of(OriginEntry entry, boolean follow, @Nullable Long written) {
        boolean link = !follow && entry.linkTarget() != null;
        long said = written == null ? entry.size() : written;
        Instant modified = entry.modified();
        return new NetfsFileAttributes(
                entry.kind(),
                link,
                link ? 0 : Math.max(0, said),
                modified == null ? FileTime.fromMillis(0) : FileTime.from(modified));
    }

    static NetfsFileAttributes folder() {
        return new NetfsFileAttributes(Kind.FOLDER, false, 0, FileTime.fromMillis(0));
    }

    /**
     * By the names that {@link java.nio.file.Files#readAttributes(java.nio.file.Path, String, java.nio.file.LinkOption...)}
     * takes, without "basic:".
     *
     * @param wanted names with commas between them; {@code *} is all
     * @throws IllegalArgumentException for a name that is none
     */
    Map<String, Object> byName(String wanted) {
        Map<String, Object> all = byName();
        Map<String, Object> chosen = new LinkedHashMap<>();
        for (String name : wanted.split(",", -1)) {
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

    private Map<String, Object> byName() {
        Map<String, Object> all = new TreeMap<>();
        all.put("lastModifiedTime", time);
        all.put("lastAccessTime", time);
        all.put("creationTime", time);
        all.put("size", length);
        all.put("isRegularFile", isRegularFile());
        all.put("isDirectory", isDirectory());
        all.put("isSymbolicLink", isSymbolicLink());
        all.put("isOther", isOther());
        return all;
    }

    @Override
    public FileTime lastModifiedTime() {
        return time;
    }

    @Override
    public FileTime lastAccessTime() {
        return time;
    }

    @Override
    public FileTime creationTime() {
        return time;
    }

    @Override
    public boolean isRegularFile() {
        return !link && kind == Kind.FILE;
    }

    @Override
    public boolean isDirectory() {
        return !link && kind == Kind.FOLDER;
    }

    @Override
    public boolean isSymbolicLink() {
        return link;
    }

    @Override
    public boolean isOther() {
        return !link && kind == Kind.SPECIAL;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public @Nullable Object fileKey() {
        return null;
    }
}
