package io.netfscache.origin;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A server of files, read-only. Implementations are safe for use by many threads and block the caller for I/O. */
public interface Origin extends AutoCloseable {
    /** Volume key under which this origin's files are cached: names the content, not the way to it; 1 to 254 bytes, no '/'. */
    String volumeKey();

    /** Whether what this origin asks its server for it asks with the credentials of another origin of the same volume. */
    default boolean hasCredentialsOf(Origin other) {
        return true;
    }

    /**
     * The one path of the file that {@code path} leads to, so that a file that is reached in several ways is cached once.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    default String canonical(String path) throws IOException {
        return path;
    }

    /** Object key of a {@linkplain #canonical canonical} path: 1 to 255 bytes; a longer path is hashed. */
    byte[] objectKey(String path);

    /**
     * Size and coherency data of a file now.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    OriginAttributes stat(String path) throws IOException;

    /** Opens a file for reading the contents that {@code expected} describes. */
    OriginFile open(String path, OriginAttributes expected) throws IOException;

    /**
     * What there is at {@code path}: the entries of a folder in the order of their names, or the file itself.
     *
     * @throws java.nio.file.NoSuchFileException when there is nothing
     */
    List<OriginEntry> list(String path) throws IOException;

    /**
     * What there is at {@code path}, without what is in it.
     *
     * @throws java.nio.file.NoSuchFileException when there is nothing
     */
    default OriginLook look(String path) throws IOException {
        List<OriginEntry> entries = list(path);
        boolean file = entries.size() == 1
                && entries.get(0).path().equals(path)
                && entries.get(0).kind() == OriginEntry.Kind.FILE;
        return file
                ? new OriginLook(entries.get(0), stat(path))
                : new OriginLook(new OriginEntry(path, OriginEntry.Kind.FOLDER, -1, null, null), null);
    }

    /** Whether this kind of origin knows folders: without them there are only files, and nothing is listed. */
    default boolean hasFolders() {
        return true;
    }

    /** Paths of all files at or below {@code path}, in order; of a single file, itself. */
    List<String> walk(String path) throws IOException;

    /**
     * The same for trees of any size: finds files as they are asked for, and goes on where something cannot be listed.
     *
     * @param problem takes, in the thread that asks, each path below {@code path} that cannot be listed, and why
     * @throws IOException when {@code path} itself cannot be listed
     */
    default Stream<String> walk(String path, BiConsumer<String, IOException> problem) throws IOException {
        return walk(path).stream();
    }

    /** Bytes of bodies that this origin has read so far. */
    long bytesRead();

    @Override
    void close();
}
