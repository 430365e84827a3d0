package io.netfscache.cli.demo;

import io.netfscache.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the clients are to read and what has to come out.
 *
 * @param origin URL of one file at the origin
 * @param originPath that file's path: says which part of the URL names the origin
 * @param files in the order of reading; never empty
 */
record Manifest(String origin, String originPath, List<DatasetFile> files) {
    Manifest {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("the dataset has no files");
        }
    }

    static Manifest load(Path file) throws IOException {
        return Json.read(Files.readString(file), Manifest.class);
    }

    void save(Path file) throws IOException {
        Files.writeString(file, Json.write(this));
    }

    long bytes() {
        return files.stream().mapToLong(DatasetFile::size).sum();
    }
}
