package io.netfscache.cli.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a run has its data, history and logs: a folder that was given and stays, or a temporary one that stays after a failure. */
final class ChaosFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosFolder.class);

    private final Path path;
    private final boolean given;
    /** Until it is known to be good: a run that is aborted leaves what it has. */
    private boolean failed = true;

    private ChaosFolder(Path path, boolean given) {
        this.path = path;
        this.given = given;
    }

    /** @param keep made when missing; null for a temporary one */
    static ChaosFolder create(@Nullable Path keep) throws IOException {
        return keep == null
                ? new ChaosFolder(Files.createTempDirectory("netfs-cache-chaos-"), false)
                : new ChaosFolder(Files.createDirectories(keep).toAbsolutePath(), true);
    }

    Path path() {
        return path;
    }

    void failed(boolean now) {
        failed = now;
    }

    boolean stays() {
        return given || failed;
    }

    @Override
    public void close() {
        if (stays()) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("{} could not be deleted", path);
        }
    }
}
