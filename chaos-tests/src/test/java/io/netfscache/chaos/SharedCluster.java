package io.netfscache.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * The one cluster of its kind that the tests of this JVM share, because starting one takes seconds, and the folder that goes
 * with it. Closed by JUnit after the last test: Failsafe, where several JVMs share the classes, begins anew with each class
 * and ends its session with the last.
 */
public final class SharedCluster<C extends AutoCloseable> implements AutoCloseable {
    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    private final C cluster;
    private final Path folder;

    /** Starts a cluster with its directories below a folder. */
    public interface Starter<C> {
        C start(Path folder) throws IOException, InterruptedException;
    }

    private SharedCluster(C cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    /** Starts it if there is none yet. */
    public static <C extends AutoCloseable> C of(ExtensionContext context, Class<C> kind, Starter<C> starter) {
        SharedCluster<?> shared = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .computeIfAbsent(kind, any -> start(kind, starter), SharedCluster.class);
        return kind.cast(shared.cluster);
    }

    private static <C extends AutoCloseable> SharedCluster<C> start(Class<C> kind, Starter<C> starter) {
        try {
            Path folder = Files.createTempDirectory("netfs-cache-" + kind.getSimpleName());
            return new SharedCluster<>(starter.start(folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a cluster started", e);
        }
    }

    @Override
    public void close() throws Exception {
        cluster.close();
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(folder)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
