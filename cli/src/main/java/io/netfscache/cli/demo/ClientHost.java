package io.netfscache.cli.demo;

import java.io.IOException;

/** Some clients that are told together what to do: a process of their own, or objects in this one. */
interface ClientHost extends AutoCloseable {
    /** Clients here. */
    int clients();

    /** Does it with all clients at once and blocks until each has done. For use by one thread at a time. */
    ClientAnswer tell(ClientCommand command) throws IOException, InterruptedException;

    /** Ends the clients; what they have read for the cache has been stored then. Idempotent. */
    @Override
    void close();
}
