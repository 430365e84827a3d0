package io.netfscache.cli.demo;

import io.netfscache.cli.HashingChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files on disk and the paths under which they are served: {@code /<name of the part>/<path in its folder>}. */
final class Dataset {
    /** Safe in a URL and in a header as they are. */
    private static final String UNSAFE = "[^A-Za-z0-9._/-]";

    private final Map<String, Path> files = new LinkedHashMap<>();

    /**
     * Adds the readable files below {@code folder} in the order of their names, as far as they fit into {@code limit}
     * bytes together. Links are not followed.
     */
    void addFolder(String part, Path folder, long limit) throws IOException {
        long left = limit;
        for (Path file : regularFiles(folder)) {
            long size = Files.size(file);
            if (size <= left && Files.isReadable(file)) {
                left -= size;
                files.put(servedPath(part, folder.relativize(file)), file);
            }
        }
    }

    private static List<Path> regularFiles(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException("cannot list " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Names that would have to be encoded are served under a number instead. */
    private String servedPath(String part, Path relative) {
        String safe = relative.toString().replace('\\', '/').replaceAll(UNSAFE, "_");
        boolean same = safe.equals(relative.toString());
        return "/" + part + "/" + (same ? safe : files.size() + "-" + safe);
    }

    /** Paths and files, in the order of reading. */
    Map<String, Path> files() {
        return files;
    }

    /** What the clients are to find, hashed from the disk. */
    List<DatasetFile> hashed() throws IOException {
        List<DatasetFile> hashed = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(DemoLimits.BUFFER_BYTES);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            hashed.add(hash(file.getKey(), file.getValue(), buffer));
        }
        return hashed;
    }

    /** The same of one file. */
    DatasetFile hashed(String path) throws IOException {
        Path file = files.get(path);
        if (file == null) {
            throw new IllegalArgumentException(path + " is not in the dataset");
        }
        return hash(path, file, ByteBuffer.allocate(DemoLimits.BUFFER_BYTES));
    }

    private static DatasetFile hash(String path, Path file, ByteBuffer buffer) throws IOException {
        HashingChannel hash = HashingChannel.discarding();
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                size += hash.write(buffer);
            }
        }
        return new DatasetFile(path, size, hash.sha256());
    }
}
