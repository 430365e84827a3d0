package io.netfscache.cli.chaos.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that happened in a run.
 *
 * @param events in the order of their times; of one time faults and calls come before ends, so that what is not strictly
 *     ordered is not taken for ordered
 * @param halfLines files whose last line was cut short because their process was killed
 */
public record History(List<Event> events, int halfLines) {
    public History {
        List<Event> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparingLong(Event::at).thenComparing(Event.Ended.class::isInstance));
        events = List.copyOf(sorted);
    }

    public static History of(Collection<Event> events) {
        return new History(List.copyOf(events), 0);
    }

    /**
     * Reads files and merges them by time. Lines that begin with {@code #} and empty ones are skipped.
     *
     * @throws IllegalArgumentException at a line that is no event, with its file and number; only the last line of a
     *     file may be cut short
     */
    public static History read(Path... files) throws IOException {
        EventFormat format = new EventFormat();
        List<Event> events = new ArrayList<>();
        int halfLines = 0;
        for (Path file : files) {
            halfLines += read(file, format, events);
        }
        return new History(events, halfLines);
    }

    /** Returns how many lines were cut short: 0 or 1. */
    private static int read(Path file, EventFormat format, List<Event> events) throws IOException {
        boolean complete = endsWithLine(file);
        // A killed process may have cut a character in two, which must not end the reading.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            int number = 1;
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                if (!line.isBlank() && !line.startsWith("#")) {
                    try {
                        events.add(format.read(line));
                    } catch (IllegalArgumentException e) {
                        if (next == null && !complete) {
                            return 1;
                        }
                        throw new IllegalArgumentException(
                                "%s, line %d: %s".formatted(file, number, e.getMessage()), e);
                    }
                }
                number++;
                line = next;
            }
            return 0;
        }
    }

    private static boolean endsWithLine(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() == 0 || channel.read(last, channel.size() - 1) < 1 || last.get(0) == '\n';
        }
    }
}
