package io.netfscache.cli.chaos;

import io.netfscache.protocol.Rules;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One client of a run.
 *
 * @param number from 1 on; tells which files it writes, and how many folios it has
 * @param workload of the whole run
 * @param servers data ports of nodes
 * @param origin URL of the {@link ChaosOrigin}
 * @param seed of the run
 * @param rules that it keeps
 */
record ClientSettings(
        int number, Workload workload, List<InetSocketAddress> servers, String origin, long seed, Rules rules) {
    ClientSettings {
        servers = List.copyOf(servers);
    }

    /** Its name in the history, of its readers at the origin, and its principal. */
    String name() {
        return "client-" + number;
    }

    /** Of its writer at the origin. */
    String writerName() {
        return name() + "-writes";
    }

    /** So that each of its threads has numbers of its own. */
    long seed(int thread) {
        return seed * 1_000_003 + number * 31L + thread;
    }

    /** One client of four reads from its folios whatever it can, the others mostly from the cluster. */
    static boolean hasManyFolios(int number) {
        return number % 4 == 1;
    }

    private boolean hasManyFolios() {
        return workload.habits().allHaveManyFolios() || hasManyFolios(number);
    }

    /** Whether it drops its folios now and then. One that is alone would read nothing from the cluster else. */
    boolean dropsFolios() {
        return !hasManyFolios() || workload.clients() == 1;
    }

    int folioBytes() {
        return hasManyFolios() ? ChaosLimits.MANY_FOLIO_BYTES : ChaosLimits.FEW_FOLIO_BYTES;
    }
}
