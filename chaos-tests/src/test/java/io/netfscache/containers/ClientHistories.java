package io.netfscache.containers;

import io.netfscache.cli.chaos.history.History;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files in which the clients of a cluster take down what they do and see, while they are written. */
final class ClientHistories {
    private final Path folder;

    /** @param folder in which each client has files of its own */
    ClientHistories(Path folder) {
        this.folder = folder;
    }

    /** In the order of their names. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    /** All that has been taken down by now. */
    History read() throws IOException {
        return History.read(files().toArray(Path[]::new));
    }

    /** How long each file is now. */
    Map<Path, Long> lengths() {
        Map<Path, Long> lengths = new TreeMap<>();
        try {
            for (Path file : files()) {
                lengths.put(file, Files.size(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the histories cannot be found", e);
        }
        return lengths;
    }

    /** Reads of that client that the cache answered, since its file had that length. */
    static long readsFromCache(Path file, long since) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                InputStream from = Channels.newInputStream(channel.position(since));
                BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> line.contains("\"from\":\"cache\"")).count();
        }
    }
}
