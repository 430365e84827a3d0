package io.netfscache.origin;

import java.io.IOException;
import java.util.List;

/** A server of files, read-only. Implementations are safe for use by many threads and block the caller for I/O. */
public interface Origin extends AutoCloseable {
    /** Volume key under which this origin's files are cached: names the content, not the way to it; 1 to 254 bytes, no '/'. */
    String volumeKey();

    /** Object key of a path: 1 to 255 bytes; a longer path is hashed. */
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

    /** Paths of all files at or below {@code path}, in order; of a single file, itself. */
    List<String> walk(String path) throws IOException;

    /** Bytes of bodies that this origin has read so far. */
    long bytesRead();

    @Override
    void close();
}
