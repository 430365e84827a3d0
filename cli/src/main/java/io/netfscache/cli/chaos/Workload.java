package io.netfscache.cli.chaos;

import java.util.List;

/**
 * What the clients of a run do all together.
 *
 * @param clients that read and write
 * @param files that they share; each is written by one of them
 * @param habits of each client
 */
record Workload(int clients, int files, Habits habits) {
    /** As much for each client, however many there are. */
    static Workload perClient(int clients) {
        return new Workload(clients, clients * ChaosLimits.FILES_PER_CLIENT, Habits.USUAL);
    }

    /**
     * Such that faults show their effects with few clients too: every node has files, and there are as many changes as with
     * eight clients.
     */
    static Workload of(int clients, int nodes) {
        int files = Math.max(clients * ChaosLimits.FILES_PER_CLIENT, nodes * ChaosLimits.FILES_PER_NODE);
        Habits habits = Habits.USUAL.changing(Math.min(clients, ChaosLimits.CLIENTS), ChaosLimits.CLIENTS);
        return new Workload(clients, files, habits);
    }

    /** The same with clients of other habits. */
    Workload with(Habits other) {
        return new Workload(clients, files, other);
    }

    List<ChaosFile> allFiles() {
        return ChaosFile.some(files);
    }

    /** Those that only the client of that number writes. */
    List<ChaosFile> filesOf(int client) {
        return allFiles().stream()
                .filter(file -> file.number() % clients == client - 1)
                .toList();
    }
}
