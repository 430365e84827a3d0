package io.netfscache.cli.demo;

import java.util.List;

/**
 * What a client process answers, as one line of JSON.
 *
 * @param error why the command failed as a whole; empty when it did not
 * @param reports one of each client of the process
 */
record ClientAnswer(String error, List<WorkerReport> reports) {
    ClientAnswer {
        reports = List.copyOf(reports);
    }
}
