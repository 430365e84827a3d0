package io.netfscache.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that knows only {@code java.nio.file}: copies a tree of a {@code netfs:} URI each time it gets a line, and
 * says how many files, how many of them are wrong, and its largest heap. SERVERS URI TREE OUT
 */
final class NioTreeClient {
    /** Little enough that the folios of one pass are gone at the next. */
    private static final long FOLIO_BYTES = 1 << 20;

    private NioTreeClient() {}

    public static void main(String[] arguments) throws IOException {
        URI uri = URI.create(arguments[1]);
        try (FileSystem files =
                        FileSystems.newFileSystem(uri, Map.of("servers", arguments[0], "folioBytes", FOLIO_BYTES));
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (commands.readLine() != null) {
                copy(files, Path.of(arguments[2]), Path.of(arguments[3]));
            }
        }
    }

    private static void copy(FileSystem files, Path tree, Path out) throws IOException {
        long copied = 0;
        long wrong = 0;
        Path root = files.getPath("/");
        try (Stream<Path> walk = Files.walk(root)) {
            for (Iterator<Path> each = walk.iterator(); each.hasNext(); ) {
                Path path = each.next();
                // Files.copy of JDK 19 and later asks the second itself.
                if (Files.isRegularFile(path) && Files.isReadable(path)) {
                    Path copy = out.resolve("copy");
                    Files.deleteIfExists(copy);
                    Files.copy(path, copy);
                    copied++;
                    wrong += Files.mismatch(
                                            copy,
                                            tree.resolve(root.relativize(path).toString()))
                                    == -1
                            ? 0
                            : 1;
                }
            }
        }
        System.out.println(copied + " " + wrong + " " + largestHeap());
    }

    private static long largestHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(java.lang.management.MemoryUsage::getUsed)
                .sum();
    }
}
