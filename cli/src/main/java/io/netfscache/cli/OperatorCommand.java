package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks the cluster about itself; works while no node holds a lease. */
abstract class OperatorCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    /**
     * Does what the command is for.
     *
     * @param cluster is closed afterwards
     * @return exit status
     */
    abstract int ask(ClusterAdmin cluster) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try (ClusterAdmin cluster = client.connectAsOperator()) {
            return ask(cluster);
        }
    }

    OutputOptions output() {
        return output;
    }
}
