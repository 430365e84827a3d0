package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Gives tests the cluster of three nodes that all of this JVM share. Each test finds all nodes up, and has an origin of its
 * own, so no files of others.
 */
public final class ClusterExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver, TestWatcher {
    private static final int NODES = 3;

    private static ProcessCluster cluster(ExtensionContext context) {
        return SharedCluster.of(context, ProcessCluster.class, folder -> ProcessCluster.start(NODES, folder));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        cluster(context).heal();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        for (NodeProcess node : cluster(context).nodes()) {
            assertThat(node.leaks()).as("leaks of %s", node.name()).isEmpty();
        }
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        System.err.println(context.getDisplayName() + " failed; the nodes' logs:\n"
                + cluster(context).describe());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ProcessCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }
}
