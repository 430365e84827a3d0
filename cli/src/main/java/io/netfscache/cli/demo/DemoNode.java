package io.netfscache.cli.demo;

import java.net.InetSocketAddress;

/** A running node of the demo: a process of its own, or an object in this one. */
interface DemoNode extends AutoCloseable {
    /** Its persistent id. */
    String id();

    /** Its data port. */
    InetSocketAddress dataAddress();

    /** Ends it as abruptly as can be: kill -9 of a process, an abrupt close of an object. */
    void kill() throws InterruptedException;

    /** Stops it cleanly. Idempotent. */
    @Override
    void close();
}
