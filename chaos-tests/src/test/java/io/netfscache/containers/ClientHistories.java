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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files in which the clients of a cluster take down what they do and see, while they are written. */
final class ClientHistories {
    private static final Pattern OPERATION = Pattern.compile("\"n\":(\\d+)");

    private final Path folder;

    /** @param folder in which each client has files of its own */
    ClientHistories(Path folder) {
        this.folder = folder;
    }

    /** In the order of their names. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    /**
     * All that has happened by now. The files are read one after the other while their clients go on: what is later than now
     * would be there of some clients and not of others.
     */
    History read() throws IOException {
        long now = System.nanoTime();
        History all = History.read(files().toArray(Path[]::new));
        return History.of(
                all.events().stream().filter(event -> event.at() <= now).toList());
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
        return linesWith("\"from\":\"cache\"", file, since);
    }

    /** Reads of that client that its own memory answered, since its file had that length. */
    static long readsFromFolios(Path file, long since) throws IOException {
        return linesWith("\"from\":\"folios\"", file, since);
    }

    /** Invalidations that were called and acknowledged since the files had these lengths, but for those of that client. */
    long acknowledgedToOthers(Path client, Map<Path, Long> since) throws IOException {
        long acknowledged = 0;
        for (Path file : files()) {
            if (!file.equals(client)) {
                acknowledged += acknowledged(file, since.getOrDefault(file, 0L));
            }
        }
        return acknowledged;
    }

    private static long acknowledged(Path file, long since) throws IOException {
        Set<String> open = new HashSet<>();
        long acknowledged = 0;
        for (String line : lines(file, since)) {
            Matcher operation = OPERATION.matcher(line);
            if (!operation.find()) {
                continue;
            }
            if (line.contains("\"call\":\"invalidate\"")) {
                open.add(operation.group(1));
            } else if (line.contains("\"end\":") && open.remove(operation.group(1))) {
                acknowledged += line.contains("\"end\":\"ok\"") ? 1 : 0;
            }
        }
        return acknowledged;
    }

    private static long linesWith(String part, Path file, long since) throws IOException {
        return lines(file, since).stream().filter(line -> line.contains(part)).count();
    }

    private static List<String> lines(Path file, long since) throws IOException {
        try (FileChannel channel = FileChannel.open(file);
                InputStream from = Channels.newInputStream(channel.position(since));
                BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        }
    }
}
