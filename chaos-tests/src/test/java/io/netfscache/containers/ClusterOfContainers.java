package io.netfscache.containers;

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
        now.keepEvidence(evidence);
        Episode.print("what explains the failure is in %s", evidence);
        now.heal();
        now.awaitWhole();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ContainerCluster now = cluster;
        if (now != null) {
            now.close();
        }
        if (!failed) {
            AsRoot.run("rm", "-rf", folder(context).toString());
        }
    }

    private static Path folder(ExtensionContext context) {
        return FOLDER.resolve(context.getRequiredTestClass().getSimpleName());
    }
}
