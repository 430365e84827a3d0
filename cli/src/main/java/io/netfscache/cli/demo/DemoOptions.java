package io.netfscache.cli.demo;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What to demonstrate.
 *
 * @param nodes 1 to {@link DemoLimits#MAX_NODES}
 * @param clients 1 to {@link DemoLimits#MAX_CLIENTS}, {@link DemoLimits#CLIENTS_PER_PROCESS} to a process
 * @param inProcess whether nodes and clients are objects in this process
 * @param datasetLimit most bytes of files that are not generated
 * @param origin folder to serve or URL to read instead of the made dataset
 * @param address of this machine at which nodes and origin listen
 */
record DemoOptions(
        int nodes,
        int clients,
        boolean inProcess,
        long datasetLimit,
        @Nullable String origin,
        InetAddress address) {
    DemoOptions {
        if (address.isAnyLocalAddress()) {
            throw new IllegalArgumentException("--address: " + address.getHostAddress() + " is a wildcard address");
        }
        check("--nodes", nodes, DemoLimits.MAX_NODES);
        check("--clients", clients, DemoLimits.MAX_CLIENTS);
    }

    private static void check(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(option + ": " + value + " is not between 1 and " + max);
        }
    }

    /** Whether the files are read from a server that is not the demo's, which it can neither count nor change. */
    boolean foreignOrigin() {
        return origin != null && origin.matches("[a-zA-Z][a-zA-Z0-9+.-]*://.*");
    }
}
