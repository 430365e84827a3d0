package io.netfscache.cli.chaos.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A place for a node: an address, ports and a data directory, which it keeps, and the process that runs there now, if any.
 * One thread at a time changes it; anybody may ask.
 */
public final class Node {
    /** Such as {@code node-1}: its name for the firewall too. */
    public String name() {
        throw new UnsupportedOperationException("to come");
    }

    /** Its persistent id; empty until it has had its data directory for the first time. */
    public Optional<String> id() {
        throw new UnsupportedOperationException("to come");
    }

    /** Where clients are to reach it: through the firewall. */
    public InetSocketAddress server() {
        throw new UnsupportedOperationException("to come");
    }

    /** Starts its process, on the data directory that it had before; does not wait for it to serve. */
    public void start() throws IOException {
        throw new UnsupportedOperationException("to come");
    }

    /** kill -9: its sockets are reset and nothing is flushed. Waits for its end; nothing when it does not run. */
    public void kill() throws InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    /**
     * Stops it as an operator does, with SIGTERM, and waits for its end.
     *
     * @throws IOException when it does not end in time
     */
    public void stop() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    /** SIGSTOP. */
    public void pause() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    /** Whether it has a process, a stopped one too. */
    public boolean isRunning() {
        throw new UnsupportedOperationException("to come");
    }

    /** Whether the system says that its process is stopped. */
    public boolean isPaused() {
        throw new UnsupportedOperationException("to come");
    }

    /** What it says of itself on its admin port, asked past the firewall; empty when it does not answer within a second. */
    public Optional<Map<String, String>> status() {
        throw new UnsupportedOperationException("to come");
    }

    /** Its figures, by the names of {@code stats}; otherwise as {@link #status}. */
    public Optional<Map<String, Long>> stats() {
        throw new UnsupportedOperationException("to come");
    }

    /** One of its figures; 0 when it does not answer or has no such figure. */
    public long stat(String name) {
        return stats().map(all -> all.getOrDefault(name, 0L)).orElse(0L);
    }

    /** Whether it answers and says that it holds its serving lease. */
    public boolean serves() {
        return status().map(all -> "held".equals(all.get("lease"))).orElse(false);
    }

    /** Times that it has lost its lease since it was started. */
    public long leaseLapses() {
        return stat("leaseLapses");
    }

    /** From now on its disk takes no bytes, or takes them again. */
    public void fullDisk(boolean full) throws IOException {
        throw new UnsupportedOperationException("to come: " + full);
    }

    /** From now on its clock of the day is that much ahead of this machine's; its monotonic clock stays as it is. */
    public void clockOffset(Duration offset) throws IOException {
        throw new UnsupportedOperationException("to come: " + offset);
    }

    /** The last lines of its log, for people. */
    public String logTail() {
        throw new UnsupportedOperationException("to come");
    }
}
