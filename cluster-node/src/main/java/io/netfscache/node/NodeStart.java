package io.netfscache.node;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.metadata.MetadataException;
import io.netfscache.node.metadata.PeerSecret;
import io.netfscache.node.voters.ClusterEntry;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node gets from a bound port to its first lease, and how it ends: peer secret, open port, voters, lease. Each step
 * is tried again until it is done. Steps wait for Hazelcast, so they run on the turns of {@link NodeThreads}.
 */
final class NodeStart implements ClusterEntry.Listener {
    private static final Logger log = LoggerFactory.getLogger(NodeStart.class);
    private static final int PEER_SECRET_BYTES = 32;

    private final DataDirectory directory;
    private final Supplier<HazelcastInstance> hazelcast;
    private final NodeThreads threads;
    /** Always the same one: an answer that comes late, or to somebody else, changes nothing. */
    private final Bytes candidate;

    private final NodeCore core;
    private final AtomicBoolean askedAnew = new AtomicBoolean();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Bytes peerSecret = Bytes.EMPTY;
    /** Of the turns alone. */
    private String told = "";

    NodeStart(
            DataDirectory directory,
            Supplier<HazelcastInstance> hazelcast,
            NodeThreads threads,
            SecureRandom random,
            NodeCore core) {
        this.directory = directory;
        this.hazelcast = hazelcast;
        this.threads = threads;
        byte[] bytes = new byte[PEER_SECRET_BYTES];
        random.nextBytes(bytes);
        this.candidate = Bytes.of(bytes);
        this.core = core;
    }

    /** @param open opens the data port and begins to ask for the voters; runs when a quorum of members is there */
    void begin(Runnable open) {
        untilDone(
                () -> {
                    if (!agreeOnSecret()) {
                        return false;
                    }
                    open.run();
                    return true;
                },
                NodeLimits.PEER_RETRY);
    }

    /** The members have changed: after a merge the secret may be another. Asked until there is an answer. */
    void membersChanged() {
        if (askedAnew.compareAndSet(false, true)) {
            untilDone(this::agreeAnew, NodeLimits.SECRET_RETRY);
        }
    }

    /** Also done when the members have changed once more meanwhile: then somebody else asks. */
    private boolean agreeAnew() {
        askedAnew.set(false);
        return agreeOnSecret() || !askedAnew.compareAndSet(false, true);
    }

    private boolean agreeOnSecret() {
        try {
            peerSecret = PeerSecret.agree(hazelcast.get(), candidate);
            told = "";
            return true;
        } catch (MetadataException e) {
            tellOnce((isReady() ? "" : "not yet serving: ") + e.getMessage() + ": asked again");
            return false;
        }
    }

    /** Not each time that a node without a quorum asks. */
    private void tellOnce(String why) {
        if (!why.equals(told)) {
            log.atInfo().log(why);
            told = why;
        }
    }

    /** A step that found no room among the turns was dropped: the next one does not depend on it. */
    private void untilDone(BooleanSupplier step, Duration pause) {
        tryStep(step, pause, new AtomicBoolean());
    }

    private void tryStep(BooleanSupplier step, Duration pause, AtomicBoolean done) {
        if (done.get()) {
            return;
        }
        threads.turns().execute(() -> {
            if (!done.get() && step.getAsBoolean()) {
                done.set(true);
            }
        });
        threads.alarms().after(pause.toNanos(), () -> tryStep(step, pause, done));
    }

    /** @throws NodeException ENOBUFS while it is not known */
    Bytes secret() {
        if (peerSecret.isEmpty()) {
            throw new NodeException(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "the peer secret is not known yet");
        }
        return peerSecret;
    }

    @Override
    public void admitted() {
        try {
            directory.joined();
        } catch (IOException e) {
            refused(String.valueOf(e.getMessage()));
            return;
        }
        core.start();
        untilDone(() -> core.lease().held() && ready.complete(null), NodeLimits.PEER_RETRY);
    }

    @Override
    public void refused(String why) {
        core.lease().close();
        IOException refusal = new IOException(why);
        ready.completeExceptionally(refusal);
        ended.completeExceptionally(refusal);
    }

    boolean isReady() {
        return ready.isDone();
    }

    boolean awaitReady(Duration atMost) throws IOException, InterruptedException {
        try {
            ready.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw refusal(e);
        }
    }

    void awaitEnd() throws IOException, InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            throw refusal(e);
        }
    }

    private static IOException refusal(ExecutionException e) {
        Throwable cause = e.getCause();
        return new IOException(cause == null ? "the node has ended" : cause.getMessage(), e);
    }

    /** The node has been closed. */
    void end() {
        ended.complete(null);
    }
}
