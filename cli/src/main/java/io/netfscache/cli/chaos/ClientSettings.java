package io.netfscache.cli.chaos;

import io.netfscache.protocol.Rules;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One client of a run.
 *
 * @param number from 1 on; tells which files it writes, and how many folios it has
 * @param clients of the whole run
 * @param servers data ports of nodes
 * @param origin URL of the {@link ChaosOrigin}
 * @param seed of the run
 * @param rules that it keeps
 */
record ClientSettings(int number, int clients, List<InetSocketAddress> servers, String origin, long seed, Rules rules) {
    ClientSettings {
        servers = List.copyOf(servers);
    }

    /** Its name in the history, at the origin, and its principal. */
    String name() {
        return "client-" + number;
    }

    /** All files of the run. */
    List<ChaosFile> files() {
        return ChaosFile.some(clients * ChaosLimits.FILES_PER_CLIENT);
    }

    /** Those that only this client writes. */
    List<ChaosFile> ownFiles() {
        return files().stream()
                .filter(file -> file.number() % clients == number - 1)
                .toList();
    }

    /** So that each of its threads has numbers of its own. */
    long seed(int thread) {
        return seed * 1_000_003 + number * 31L + thread;
    }

    /** One client of four reads from its folios whatever it can, the others mostly from the cluster. */
    static boolean hasManyFolios(int number) {
        return number % 4 == 1;
    }

    int folioBytes() {
        return hasManyFolios(number) ? ChaosLimits.MANY_FOLIO_BYTES : ChaosLimits.FEW_FOLIO_BYTES;
    }
}
