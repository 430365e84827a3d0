package io.netfscache.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one run of a command has its data and logs: a temporary folder, which goes with all that is in it when it is closed
 * unless it is to {@linkplain #keep stay}, or one that was given and stays. Any thread.
 */
public final class RunFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    /** A process that is being ended may make one more file while its folder is deleted. */
    private static final int ATTEMPTS = 10;

    private final Path path;
    private volatile boolean stays;

    private RunFolder(Path path, boolean stays) {
        this.path = path;
        this.stays = stays;
    }

    /** One of which nothing is left, of that name and a random number. */
    public static RunFolder temporary(String prefix) throws IOException {
        return new RunFolder(Files.createTempDirectory(prefix), false);
    }

    /** One that stays; is made when missing. */
    public static RunFolder given(Path path) throws IOException {
        return new RunFolder(Files.createDirectories(path).toAbsolutePath(), true);
    }

    /** @throws IllegalArgumentException when {@code path}, given with that option, has something in it or is no folder */
    public static void requireUnused(String option, Path path) {
        if (!Files.exists(path)) {
            return;
        }
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(option + ": " + path + " is no folder");
        }
        try {
            if (!isEmpty(path)) {
                throw new IllegalArgumentException(option + ": " + path
                        + " is not empty, and what is in it would be mixed up with this run: name another folder");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(option + ": " + path + " cannot be listed: " + e, e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    public Path path() {
        return path;
    }

    /** From now on it stays. */
    public void keep() {
        stays = true;
    }

    /** From now on it stays if there is anything in it. */
    public void keepWhatThereIs() throws IOException {
        if (!isEmpty(path)) {
            keep();
        }
    }

    public boolean stays() {
        return stays;
    }

    /** Deletes everything, unless it stays. Idempotent. */
    @Override
    public synchronized void close() {
        if (stays) {
            return;
        }
        IOException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                delete();
                return;
            } catch (IOException | UncheckedIOException e) {
                failure = new IOException(e);
            }
        }
        LOG.atWarn().setCause(failure).log("{} could not be deleted", path);
    }

    private void delete() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> below = Files.walk(path)) {
            deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
