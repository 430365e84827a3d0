package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.cli.chaos.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster for all tests of a class, which leave it whole. After a test that failed histories, logs and a timeline are under
 * {@code target/container-chaos}, and the cluster is healed as far as it can be for the next one.
 */
final class ClusterOfContainers implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final Path FOLDER = Path.of("target", "container-chaos").toAbsolutePath();

    private final int size;
    private @Nullable ContainerCluster cluster;
    private boolean failed;

    ClusterOfContainers(int size) {
        this.size = size;
    }

    ContainerCluster get() {
        return Objects.requireNonNull(cluster, "the cluster is not there outside of tests");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path folder = folder(context);
        Leftovers.sweep();
        LoopDisk.unmountAllIn(folder);
        AsRoot.run("rm", "-rf", folder.toString());
        long began = System.nanoTime();
        cluster = ContainerCluster.start(size, Files.createDirectories(folder));
        Episode.print(
                "%d nodes, an origin and the clients work %.1f s after their start",
                size, (System.nanoTime() - began) / 1e9);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            return;
        }
        ContainerCluster now = get();
        failed = true;
        Path evidence = folder(context).resolve(context.getRequiredTestMethod().getName());
        try {
            now.keepEvidence(evidence);
            Episode.print("what explains the failure is in %s", evidence);
        } finally {
            now.mend();
            now.awaitWhole();
        }
    }

    /** Holds all that was read against the promise, also what was read between two tests. */
    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        ContainerCluster now = cluster;
        if (now == null) {
            return;
        }
        try (now) {
            checkAll(now, folder(context).resolve("all"));
        }
        if (!failed) {
            AsRoot.run("rm", "-rf", folder(context).toString());
        }
    }

    private void checkAll(ContainerCluster now, Path evidence) throws IOException {
        try {
            Verdict verdict = Checker.check(now.histories().read());
            Episode.print(
                    "all of the class: %d reads checked, %d of them from the cache and %d from folios; %d stale, %d torn, %d"
                            + " went back",
                    verdict.reads().checked(),
                    verdict.reads().fromCache(),
                    verdict.reads().fromFolios(),
                    verdict.staleReads(),
                    verdict.tornReads(),
                    verdict.readsGoingBack());
            assertThat(verdict.sentences()).isEmpty();
            assertThat(verdict.ok()).isTrue();
            now.requireNoCrash();
        } catch (IOException | RuntimeException | Error e) {
            failed = true;
            try {
                now.keepEvidence(evidence);
            } catch (RuntimeException noEvidence) {
                e.addSuppressed(noEvidence);
            }
            throw e;
        }
    }

    private static Path folder(ExtensionContext context) {
        return FOLDER.resolve(context.getRequiredTestClass().getSimpleName());
    }
}
