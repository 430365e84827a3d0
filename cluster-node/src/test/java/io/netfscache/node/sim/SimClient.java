package io.netfscache.node.sim;

import io.netfscache.internal.coherence.Stamp;
import io.netfscache.node.NodeException;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client: the production session lease and object views, and what a network filesystem does with them. */
final class SimClient {
    private static final long ORIGIN = 3_000_000;
    private static final long SLOW_ORIGIN = 600_000_000;
    private static final double SLOW = 0.05;
    private static final long LOOK_UP = 2 * World.SECOND;

    private final World world;
    private final SimProcess process;
    private final SimSession session;
    private final List<SimFile> files = new ArrayList<>();
    private @Nullable CompletableFuture<Boolean> acquired;
    private double slowOrigin = SLOW;

    SimClient(World world, SimProcess process) {
        this.world = world;
        this.process = process;
        SessionId id = new SessionId(world.random().nextLong(), world.random().nextLong());
        this.session = new SimSession(world, process, id, this::fenced);
        world.origin().files.forEach(file -> files.add(new SimFile(world, this, file)));
    }

    void start() {
        session.start();
    }

    SimProcess process() {
        return process;
    }

    SimSession session() {
        return session;
    }

    SimFile file(int index) {
        return files.get(index);
    }

    /** How often the origin keeps this client waiting. */
    void slowOrigin(double probability) {
        slowOrigin = probability;
    }

    OperationId newOperation() {
        return new OperationId(world.random().nextLong(), world.random().nextLong());
    }

    private void fenced(Fence fence) {
        world.trace(() -> this + " fenced " + fence.base() + " -> " + fence.next());
        for (SimFile file : files) {
            boolean concerned =
                    fence.scope() == Fence.Scope.VOLUME || fence.objectKey().equals(file.file.key);
            if (concerned) {
                file.view().fenced(fence);
            }
        }
    }

    /** Completes when the volume's record has been made or found once. */
    CompletableFuture<Boolean> acquired() {
        CompletableFuture<Boolean> known = acquired;
        if (known == null || known.isCompletedExceptionally()) {
            known = session.ask(
                            LOOK_UP,
                            node -> node.core()
                                    .metadata()
                                    .acquireVolume(session.id(), SimFile.acquisition(newOperation())))
                    .thenApply(frame -> true);
            acquired = known;
        }
        return known;
    }

    /** The cluster may have lost the volume's record. */
    void lookUpFailed(Reason reason) {
        if (reason == Reason.NO_SUCH_OBJECT) {
            acquired = null;
        }
    }

    /** Something at the origin: it happens there at one moment, and the client hears of it at another. */
    <T> CompletableFuture<T> atOrigin(Supplier<T> what) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        long life = process.life();
        world.scheduler().after(originDelay(), () -> {
            T value = what.get();
            world.scheduler().after(originDelay(), () -> process.run(life, () -> answer.complete(value)));
        });
        return answer;
    }

    private long originDelay() {
        long most = world.scheduler().chance(slowOrigin) ? SLOW_ORIGIN : ORIGIN;
        return world.scheduler().between(100_000, most);
    }

    /** Sends a request to the session node of the moment until it has a definite answer, the same each time. */
    <T> CompletableFuture<T> untilDefinite(
            long end, long attempt, long pause, Function<SimNode, CompletionStage<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        acquired().thenCompose(ready -> session.ask(attempt, request)).whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
                return;
            }
            Throwable error = NodeException.unwrap(failure);
            Reason reason = error instanceof NodeException refused ? refused.reason() : Reason.NONE;
            lookUpFailed(reason);
            if (process.nanos() + pause - end >= 0) {
                result.completeExceptionally(new NodeException(ErrorCode.ETIMEDOUT, reason, "outcome unknown"));
            } else if (isDefinite(error)) {
                result.completeExceptionally(error);
            } else {
                if (reason == Reason.NO_QUORUM || reason == Reason.NO_LEASE || reason == Reason.DEADLINE) {
                    session.leave();
                }
                process.after(
                        pause,
                        () -> untilDefinite(end, attempt, pause, request).whenComplete((value2, failure2) -> {
                            if (failure2 == null) {
                                result.complete(value2);
                            } else {
                                result.completeExceptionally(failure2);
                            }
                        }));
            }
        });
        return result;
    }

    private static boolean isDefinite(Throwable error) {
        if (!(error instanceof NodeException refused)) {
            return false;
        }
        return (refused.code() == ErrorCode.EINVAL && refused.reason() != Reason.MALFORMED)
                || refused.reason() == Reason.REFUSED_AUX
                || refused.reason() == Reason.KEY_COLLISION
                || refused.reason() == Reason.WRONG_GENERATION;
    }

    /** Reads blocks of a file. */
    CompletableFuture<SimRead> read(int file, int from, int to) {
        return new SimRead(world, this, file(file), from, to).start();
    }

    /**
     * Asks a node for blocks of a generation that this client has known, whatever its session says: as a program would that
     * has gone on with what it knew. A node must not have them any more once a change has been acknowledged.
     */
    void readOld(int index, SimNode node, ObjectGeneration generation, int from, int to) {
        Origin.File file = world.file(index);
        int floor = world.oracle().floor(file);
        world.network()
                .ask(process, node.process(), LOOK_UP, () -> node.read(file.cookie, generation, from, to))
                .thenAccept(values -> {
                    int found = 0;
                    while (found < values.length && values[found] != Origin.MISSING) {
                        found++;
                    }
                    world.oracle().check("old reader at " + node, file, from, Arrays.copyOf(values, found), floor);
                });
    }

    /** Stores a block at a node, under a generation that this client has known. */
    void store(int index, SimNode node, ObjectGeneration generation, int block, long value) {
        long[] values = {value};
        CompletionStage<Boolean> stored = world.network()
                .ask(
                        process,
                        node.process(),
                        LOOK_UP,
                        () -> node.write(world.file(index).cookie, generation, block, values));
        stored.exceptionally(failure -> false);
    }

    /** Writes at the origin, then has the object removed. */
    CompletableFuture<Boolean> retire(int index) {
        Origin.File file = world.file(index);
        return atOrigin(() -> file.write(0, World.BLOCKS))
                .thenCompose(written -> file(index)
                        .change(
                                Change.Kind.RETIRE,
                                ObjectGeneration.NONE,
                                file.aux(written.number()),
                                false,
                                written.size(),
                                written.number()));
    }

    /** Writes at the origin, then invalidates. Completes with whether that was acknowledged. */
    CompletableFuture<Boolean> write(int index, int from, int to) {
        Origin.File file = world.file(index);
        return atOrigin(() -> file.write(from, to)).thenCompose(written -> invalidate(index));
    }

    /**
     * Writes as a modifier: at the origin, then a change of the range alone, the bytes into the cache, the coherency data,
     * and the end of the mark; or, for what begins at an odd block, the coherency data with the change and then the bytes. If
     * somebody else has written too, or the change is refused, all of the object goes.
     */
    CompletableFuture<Boolean> modify(int index, int from, int to) {
        Origin.File file = world.file(index);
        SimFile mine = file(index);
        Stamp before = mine.stamp();
        if (before == null) {
            return write(index, from, to);
        }
        record Made(Bytes aux, Origin.Version version) {}
        return mine.mark(before)
                .thenCompose(marked -> atOrigin(() -> new Made(file.aux(), file.write(from, to))))
                .thenCompose(made -> before.aux().equals(made.aux)
                        ? modified(index, before, from, to, made.version)
                        : invalidate(index))
                .whenComplete((done, failure) -> mine.unmark());
    }

    private CompletableFuture<Boolean> modified(int index, Stamp before, int from, int to, Origin.Version made) {
        SimFile mine = file(index);
        ByteRange range = new ByteRange((long) from * Limits.BLOCK_BYTES, (long) to * Limits.BLOCK_BYTES);
        boolean atOnce = from % 2 == 1;
        CompletableFuture<Boolean> told = atOnce
                ? mine.committed(before, range, world.file(index).aux(made.number()), made)
                : mine.modified(before, range, made.number());
        return told.thenCompose(acknowledged -> {
            if (!acknowledged) {
                return invalidate(index);
            }
            for (int block = from; block < to; block++) {
                store(index, world.node(index % world.nodes().size()), mine.changedTo(), block, made.block(block));
            }
            if (atOnce) {
                return CompletableFuture.completedFuture(true);
            }
            return mine.change(
                    Change.Kind.UPDATE,
                    mine.changedTo(),
                    world.file(index).aux(made.number()),
                    false,
                    made.size(),
                    made.number());
        });
    }

    /** Tells the cluster what the origin has now. */
    CompletableFuture<Boolean> invalidate(int index) {
        Origin.File file = world.file(index);
        return atOrigin(file::current)
                .thenCompose(now -> file(index)
                        .change(
                                Change.Kind.INVALIDATE,
                                file(index).view().generation(),
                                file.aux(now.number()),
                                false,
                                now.size(),
                                file.current().number()));
    }

    /**
     * Changes the size at the origin. What lies within both sizes is kept if nobody else has written between what this
     * client knows and what it made of it.
     */
    CompletableFuture<Boolean> resize(int index, long size) {
        Origin.File file = world.file(index);
        SimFile mine = file(index);
        Stamp before = mine.stamp();
        record Resized(Bytes aux, Origin.Version made) {}
        return atOrigin(() -> new Resized(file.aux(), file.resize(size))).thenCompose(resized -> {
            boolean alone = before != null && before.aux().equals(resized.aux);
            return mine.change(
                    alone ? Change.Kind.UPDATE : Change.Kind.INVALIDATE,
                    alone ? before.generation() : ObjectGeneration.NONE,
                    file.aux(resized.made.number()),
                    false,
                    size,
                    resized.made.number());
        });
    }

    /** Writes several files at the origin and invalidates their volume. */
    CompletableFuture<Boolean> invalidateVolume(int... written) {
        return atOrigin(() -> {
                    for (int each : written) {
                        world.file(each).write(0, World.BLOCKS);
                    }
                    return true;
                })
                .thenCompose(done -> relinquish());
    }

    private CompletableFuture<Boolean> relinquish() {
        int[] ends = world.origin().files.stream()
                .mapToInt(file -> file.current().number())
                .toArray();
        RelinquishVolume request =
                new RelinquishVolume(newOperation(), Origin.VOLUME, Bytes.utf8("v"), Bytes.EMPTY, true);
        long end = process.nanos() + 30 * World.SECOND;
        world.trace(() -> this + " invalidates the volume");
        return untilDefinite(
                        end,
                        8 * World.SECOND,
                        World.SECOND / 5,
                        node -> node.core().metadata().relinquishVolume(request))
                .handle((ok, failure) -> {
                    world.trace(() -> this + " invalidation of the volume: " + (failure == null ? "done" : failure));
                    if (failure == null) {
                        world.origin().files.forEach(file -> world.oracle().acknowledged(file, ends[file.index]));
                    }
                    world.oracle().ended(failure);
                    return failure == null;
                });
    }

    /** Opens a file again: the origin is asked for its coherency data. */
    CompletableFuture<Boolean> reopen(int index) {
        Origin.File file = world.file(index);
        return atOrigin(file::current).thenApply(now -> {
            file(index).adopt(file.aux(now.number()), now.size());
            return true;
        });
    }

    @Override
    public String toString() {
        return process.name();
    }
}
