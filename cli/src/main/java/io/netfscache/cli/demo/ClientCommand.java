package io.netfscache.cli.demo;

import java.util.List;

/**
 * What the demo tells a client process, as one line of JSON.
 *
 * @param action what to do
 * @param index of the file in the manifest, for {@link Action#READ_ONE} and {@link Action#INVALIDATE}
 * @param starts for {@link Action#READ_ALL}: index of the file with which each client of the process begins
 */
record ClientCommand(Action action, int index, List<Integer> starts) {
    enum Action {
        /** Read every file. */
        READ_ALL,
        /** Read one file. */
        READ_ONE,
        /** Drop one file from the cache, cluster-wide. */
        INVALIDATE,
        /** Drop this process's own copies. */
        DROP_FOLIOS,
        /** Only the counters. */
        STATS
    }

    ClientCommand {
        starts = List.copyOf(starts);
    }

    static ClientCommand readAll(List<Integer> starts) {
        return new ClientCommand(Action.READ_ALL, 0, starts);
    }

    static ClientCommand of(Action action) {
        return new ClientCommand(action, 0, List.of());
    }

    static ClientCommand of(Action action, int index) {
        return new ClientCommand(action, index, List.of());
    }
}
