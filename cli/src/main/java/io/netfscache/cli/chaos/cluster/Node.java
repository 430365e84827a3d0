package io.netfscache.cli.chaos.cluster;

import io.netfscache.cli.child.ChildProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place for a node: an address, ports and a data directory, which it keeps, and the process that runs there now, if any.
 * One thread at a time changes it, but that any may {@linkplain #destroy destroy} it; anybody may ask.
 */
public final class Node {
    private final Seat seat;
    private final List<String> arguments;
    private final AdminPort admin;
    private volatile @Nullable ChildProcess process;
    private volatile @Nullable String id;
    private boolean over;

    /** @param arguments of {@code chaos-node} */
    Node(Seat seat, List<String> arguments, HttpClient http) {
        this.seat = seat;
        this.arguments = List.copyOf(arguments);
        this.admin = new AdminPort(http, seat.admin());
    }

    /** Such as {@code node-1}: its name for the firewall too. */
    public String name() {
        return seat.name();
    }

    /** Its persistent id; empty until it has made its data directory. */
    public Optional<String> id() {
        String known = id;
        if (known == null) {
            known = readId();
            id = known;
        }
        return Optional.ofNullable(known);
    }

    private @Nullable String readId() {
        Path file = seat.data().resolve("node-id");
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            // The node is making it just now; whoever asks again will hear.
            return null;
        }
    }

    /** Where clients are to reach it: through the firewall. */
    public InetSocketAddress server() {
        return seat.publicData();
    }

    /** Where it listens for data, behind the firewall. */
    InetSocketAddress ownPort() {
        return seat.ownData();
    }

    /** Starts its process, on the data directory that it had before; does not wait for it to serve. */
    public synchronized void start() throws IOException {
        if (over) {
            throw new IllegalStateException(name() + " is not started any more: its cluster is being closed");
        }
        if (isRunning()) {
            throw new IllegalStateException(name() + " runs already");
        }
        process = ChildProcess.start(name(), ClusterLimits.NODE_FLAGS, arguments, seat.folder());
    }

    /** kill -9: its sockets are reset and nothing is flushed. Waits for its end; nothing when it does not run. */
    public void kill() throws InterruptedException {
        ChildProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    /**
     * Stops it as an operator does, with SIGTERM, and waits for its end.
     *
     * @throws IOException when it does not end in time
     */
    public void stop() throws IOException, InterruptedException {
        ChildProcess running = running();
        running.terminate();
        if (!running.awaitEnd(ClusterLimits.STOP)) {
            throw new IOException(name() + " has not ended within " + ClusterLimits.STOP.toSeconds()
                    + " s of SIGTERM:\n" + logTail());
        }
    }

    /** Whether it has marked its store as closed cleanly when it ended last. */
    boolean wasStoppedCleanly() {
        try (Stream<Path> caches = Files.list(seat.data())) {
            return caches.anyMatch(cache -> Files.exists(cache.resolve("clean")));
        } catch (IOException e) {
            return false;
        }
    }

    /** SIGSTOP. */
    public void pause() throws IOException, InterruptedException {
        running().pause();
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        running().resume();
    }

    /** Whether it has a process, a stopped one too. */
    public boolean isRunning() {
        ChildProcess last = process;
        return last != null && last.isRunning();
    }

    /** Whether the system says that its process is stopped. */
    public boolean isPaused() {
        ChildProcess last = process;
        if (last == null) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(last.pid()), "stat"));
            // The state is the first field behind the name, which is in brackets and may have any character in it.
            return stat.startsWith(") T", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false;
        }
    }

    /** What it says of itself on its admin port, asked past the firewall; empty when it does not answer within a second. */
    public Optional<Map<String, String>> status() {
        return admin.status();
    }

    /** Its figures, by the names of {@code stats}; otherwise as {@link #status}. */
    public Optional<Map<String, Long>> stats() {
        return admin.stats();
    }

    /** One of its figures, 0 as long as it has no such one; empty when it does not answer within a second. */
    public OptionalLong stat(String name) {
        return stats().map(all -> OptionalLong.of(all.getOrDefault(name, 0L))).orElse(OptionalLong.empty());
    }

    /** Whether it answers and says that it holds its serving lease. */
    public boolean serves() {
        return status().map(all -> "held".equals(all.get("lease"))).orElse(false);
    }

    /** Whether it answers and says that it does not hold its serving lease. */
    public boolean saysThatItDoesNotServe() {
        return status().map(all -> !"held".equals(all.get("lease"))).orElse(false);
    }

    /**
     * Whether it answers, serves, sees that many members and, if it is a voter, votes: a voter is silent for some seconds
     * after its start.
     */
    boolean isWhole(int size) {
        return status().map(all -> "held".equals(all.get("lease"))
                        && all.getOrDefault("members", "").startsWith(size + " of ")
                        && !all.getOrDefault("votes", "").contains("silent"))
                .orElse(false);
    }

    /** From now on its disk takes no bytes, or takes them again. A node that is started has room. */
    public void fullDisk(boolean full) throws IOException {
        running().writeLine(full ? "disk full" : "disk ok");
    }

    /**
     * From now on its clock of the day is that much ahead of this machine's; its monotonic clock stays as it is. That of a
     * node that is started is right.
     */
    public void clockOffset(Duration offset) throws IOException {
        running().writeLine("clock " + offset.toMillis());
    }

    /** The last lines of its log, for people. */
    public String logTail() {
        ChildProcess last = process;
        return last == null ? "(was never started)" : String.join("\n", last.logTail(ClusterLimits.SHOWN_LOG_LINES));
    }

    private ChildProcess running() {
        ChildProcess last = process;
        if (last == null || !last.isRunning()) {
            throw new IllegalStateException(name() + " does not run");
        }
        return last;
    }

    /** Waits until the process that was destroyed has ended, for some seconds at most. */
    void awaitEnd() {
        ChildProcess last = process;
        try {
            if (last != null) {
                last.awaitEnd(ClusterLimits.STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once and for ever, whatever it is doing, without waiting. Any thread. */
    synchronized void destroy() {
        over = true;
        ChildProcess last = process;
        if (last != null) {
            last.destroy();
        }
    }
}
