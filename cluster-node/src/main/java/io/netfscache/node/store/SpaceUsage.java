package io.netfscache.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code usage}: what the store had when it was last closed, so that the next run need not look at every file to
 * know. It counts only together with the {@link CleanMarker}: what a crash has left has to be counted anew.
 */
final class SpaceUsage {
    /** What is on disk of one volume. */
    record Volume(long presentBytes, long chunks) {
        /** Of the disk: the header and the first page of the map of each file are there in any case. */
        long diskBytes() {
            return presentBytes + chunks * StoreLimits.CHUNK_OVERHEAD_BYTES;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(SpaceUsage.class);
    private static final String FORMAT = "1";

    private SpaceUsage() {}

    /** By encoded volume key; null when it is not known. */
    static @Nullable Map<String, Volume> read(Path root) throws IOException {
        Path file = file(root);
        if (!Files.exists(file)) {
            return null;
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(FORMAT)) {
            return null;
        }
        Map<String, Volume> usage = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(" ", -1);
            if (fields.length != 3 || !fields[0].matches("[0-9]{1,18}") || !fields[1].matches("[0-9]{1,18}")) {
                return null;
            }
            usage.put(fields[2], new Volume(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
        }
        return usage;
    }

    /** Gives the ledger what the last run had, once; whether it counts. */
    static boolean restore(Path root, boolean trusted, SpaceLedger ledger) throws IOException {
        Map<String, Volume> usage = trusted ? read(root) : null;
        forget(root);
        if (usage != null) {
            ledger.restore(usage);
        }
        return usage != null;
    }

    /** For the next run, if all is counted. A disk that has no room for it makes the next run count. */
    static void keep(Path root, SpaceLedger ledger) throws IOException {
        if (!ledger.isComplete()) {
            return;
        }
        try {
            write(root, ledger.usage());
        } catch (IOException e) {
            log.atInfo().log("what {} has could not be written down: {}", root, e.getMessage());
            forget(root);
        }
    }

    private static void write(Path root, Map<String, Volume> usage) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(FORMAT);
        usage.forEach((name, volume) -> lines.add(volume.presentBytes() + " " + volume.chunks() + " " + name));
        Files.write(file(root), lines);
    }

    /** From now on it is not known. */
    static void forget(Path root) throws IOException {
        Files.deleteIfExists(file(root));
    }

    private static Path file(Path root) {
        return root.resolve("usage");
    }
}
