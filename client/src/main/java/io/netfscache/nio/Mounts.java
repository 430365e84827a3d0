package io.netfscache.nio;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.origin.Origin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One client for each cluster, and in it one mount for each volume: closed with the last filesystem that uses it. Those who
 * ask one server with different credentials have different clients, so that nobody reads with another's.
 */
final class Mounts {
    private final LongSupplier clock;
    private final List<Client> clients = new ArrayList<>();

    /** A client, and how many filesystems use which of its mounts. */
    private static final class Client {
        final NioOptions options;
        final FsCache cache;
        final List<Use> uses = new ArrayList<>();

        Client(NioOptions options, FsCache cache) {
            this.options = options;
            this.cache = cache;
        }

        boolean suits(NioOptions wanted, Origin origin) {
            return options.equals(wanted)
                    && uses.stream()
                            .map(use -> use.mount.origin())
                            .filter(other -> other.volumeKey().equals(origin.volumeKey()))
                            .allMatch(other -> other.hasCredentialsOf(origin));
        }
    }

    private static final class Use {
        final Mount mount;
        int filesystems;

        Use(Mount mount) {
            this.mount = mount;
        }
    }

    Mounts(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * The mount of the origin's volume; give it back. The origin belongs to this from now on, and is closed when it is not
     * needed.
     */
    synchronized Mount take(NioOptions options, Origin origin) throws IOException {
        boolean taken = false;
        try {
            Client client = client(options, origin);
            Use use = null;
            for (Use one : client.uses) {
                use = one.mount.origin().volumeKey().equals(origin.volumeKey()) ? one : use;
            }
            if (use == null) {
                use = new Use(new Mount(origin, Netfs.mount(client.cache, origin, options.netfs()), clock));
                client.uses.add(use);
                taken = true;
            }
            use.filesystems++;
            return use.mount;
        } finally {
            if (!taken) {
                origin.close();
            }
            closeUnusedClients();
        }
    }

    private Client client(NioOptions options, Origin origin) throws InterruptedIOException {
        for (Client client : clients) {
            if (client.suits(options, origin)) {
                return client;
            }
        }
        Client client = new Client(options, Connecting.to(options));
        clients.add(client);
        return client;
    }

    synchronized void giveBack(Mount mount) throws IOException {
        try {
            for (Client client : clients) {
                for (Use use : List.copyOf(client.uses)) {
                    if (use.mount == mount && --use.filesystems == 0) {
                        client.uses.remove(use);
                        close(mount);
                    }
                }
            }
        } finally {
            closeUnusedClients();
        }
    }

    private static void close(Mount mount) throws IOException {
        try {
            mount.netfs().close();
        } finally {
            mount.origin().close();
        }
    }

    private void closeUnusedClients() {
        clients.removeIf(client -> {
            if (client.uses.isEmpty()) {
                client.cache.close();
            }
            return client.uses.isEmpty();
        });
    }

    /** Clients that are open. */
    synchronized int clients() {
        return clients.size();
    }
}
