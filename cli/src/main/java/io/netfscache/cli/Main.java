package io.netfscache.cli;

/** The only {@code main} of the product. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit status: docs/cli.md lists them. */
    public static void main(String[] args) {
        // Before anything touches the common pool: with parallelism 1 Hazelcast starts a thread per completion (DESIGN
        // 4).
        setUnlessSet("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
        setUnlessSet("hazelcast.logging.type", "slf4j");
        System.exit(
                NetfsCacheCommand.commandLine().setOut(StandardOutput.open()).execute(args));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
