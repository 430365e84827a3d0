package io.netfscache.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that goes with all that is in it when it is closed. */
record TemporaryFolder(Path path, boolean keep) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
    /** A process that is being ended may make one more file while its folder is deleted. */
    private static final int ATTEMPTS = 10;

    static TemporaryFolder create(String prefix, boolean keep) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(prefix), keep);
    }

    /** Deletes everything, unless it is to be kept. Idempotent. */
    @Override
    public void close() {
        if (keep) {
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
