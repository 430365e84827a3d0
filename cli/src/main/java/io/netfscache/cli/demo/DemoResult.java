package io.netfscache.cli.demo;

/**
 * The figures of the whole demo, as they are printed with {@code --json}.
 *
 * @param clients of all processes together
 * @param files in the dataset
 * @param startSeconds until all nodes were ready
 * @param lapses serving leases that nodes lost before one was killed, so without a fault
 * @param wrongBytes of files that a client read and that were not what the origin has
 * @param ok whether every check of {@link Verdict} holds
 */
record DemoResult(
        int nodes,
        int clients,
        int files,
        long datasetBytes,
        double startSeconds,
        Phases phases,
        long lapses,
        long wrongBytes,
        boolean ok) {
    /** In the order in which they ran. */
    record Phases(PhaseResult cold, PhaseResult warm, PhaseResult change, PhaseResult kill) {}

    /** The result with its verdict. */
    static DemoResult of(
            int nodes,
            int clients,
            int files,
            long datasetBytes,
            double startSeconds,
            Phases phases,
            long lapses,
            long wrongBytes) {
        boolean ok = Verdict.failures(phases, wrongBytes, clients).isEmpty();
        return new DemoResult(nodes, clients, files, datasetBytes, startSeconds, phases, lapses, wrongBytes, ok);
    }
}
