package io.netfscache.node.sim;

import io.netfscache.internal.coherence.ObjectView;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.node.NodeException;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A file as one client has it: what it knows of the object, its folios, its look-ups and its changes. */
final class SimFile {
    /** A block in the client's memory. */
    record Folio(ObjectGeneration generation, long value) {}

    private static final int REMEMBERED = 3;
    private static final int MAX_OVERTAKEN = 4;
    private static final long CHANGE_ATTEMPT = 12 * World.SECOND;
    private static final long AGAIN = World.SECOND / 5;
    private static final long WAIT = World.SECOND / 20;

    final Origin.File file;
    private final World world;
    private final SimClient client;
    private final Map<Integer, Folio> folios = new HashMap<>();
    private final List<ObjectGeneration> known = new ArrayList<>();
    private ObjectView view;
    private @Nullable CompletableFuture<Boolean> lookUp;
    private int changing;
    private @Nullable Runnable unconfirmed;
    private long sequence;
    private ObjectGeneration changedTo = ObjectGeneration.NONE;
    private ObjectGeneration proven = ObjectGeneration.NONE;

    SimFile(World world, SimClient client, Origin.File file) {
        this.world = world;
        this.client = client;
        this.file = file;
        this.view = newView(file.aux(), file.current().size());
    }

    private ObjectView newView(Bytes aux, long size) {
        return new ObjectView(client.session()::epoch, world.rules(), aux, size, () -> {});
    }

    ObjectView view() {
        return view;
    }

    @Nullable
    Folio folio(int block) {
        return folios.get(block);
    }

    void keep(int block, ObjectGeneration generation, long value) {
        remember(generation);
        folios.put(block, new Folio(generation, value));
        proven = generation;
    }

    /**
     * Whether the origin has had what this generation says since the generation was made: some block of it has been
     * certified. Until then its size is what somebody has said, however long ago.
     */
    boolean isProven(ObjectGeneration generation) {
        return proven.equals(generation);
    }

    void proven(ObjectGeneration generation) {
        proven = generation;
    }

    /** A generation that this client has known, most likely one that has ended. */
    ObjectGeneration oldGeneration() {
        return known.isEmpty()
                ? ObjectGeneration.NONE
                : known.get(world.random().nextInt(known.size()));
    }

    private void remember(ObjectGeneration generation) {
        if (known.isEmpty() || !known.get(known.size() - 1).equals(generation)) {
            known.add(generation);
        }
        if (known.size() > REMEMBERED) {
            known.remove(0);
        }
    }

    /** Memory was short. */
    void dropFolios() {
        folios.clear();
    }

    /** The origin has said what it has now. */
    void adopt(Bytes aux, long size) {
        if (changing == 0 && unconfirmed == null && !(aux.equals(view.aux()) && size == view.objectSize())) {
            view.forget();
            view = newView(aux, size);
        }
    }

    /** Completes when something is known, or with false when that is not to be had. */
    CompletableFuture<Boolean> lookUp() {
        CompletableFuture<Boolean> running = lookUp;
        if (running == null || running.isDone()) {
            CompletableFuture<Boolean> next = new CompletableFuture<>();
            lookUp = next;
            long end = client.process().nanos() + Limits.BEGIN_DEADLINE.toNanos();
            attempt(next, 0, end);
            return next;
        }
        return running;
    }

    private void attempt(CompletableFuture<Boolean> result, int overtaken, long end) {
        long now = client.process().nanos();
        if (overtaken > MAX_OVERTAKEN || now - end >= 0) {
            result.complete(false);
            return;
        }
        Runnable pending = unconfirmed;
        if (changing > 0 || !client.session().held()) {
            client.process().after(WAIT, () -> attempt(result, overtaken, end));
            return;
        }
        if (pending != null) {
            pending.run();
            client.process().after(WAIT, () -> attempt(result, overtaken, end));
            return;
        }
        ObjectView asked = view;
        long ticket = asked.ask();
        client.acquired().whenComplete((acquired, failure) -> {
            if (failure != null) {
                result.complete(false);
                return;
            }
            use(asked, ticket, result, overtaken, end);
        });
    }

    private void use(ObjectView asked, long ticket, CompletableFuture<Boolean> result, int overtaken, long end) {
        long epoch = client.session().epoch();
        Bytes offered = asked.aux();
        Use use =
                new Use(client.newOperation(), Origin.VOLUME, file.key, offered, asked.objectSize(), false, ++sequence);
        client.session()
                .ask(
                        Limits.LOOKUP_DEADLINE.toNanos(),
                        node -> node.core().metadata().use(client.session().id(), use))
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        CookieReply record = (CookieReply) reply;
                        if (record.aux().equals(offered)) {
                            world.oracle().lookedUp(file, record.generation().object(), Origin.File.versionOf(offered));
                        }
                        world.trace(() -> client + " looked up " + file.index + ": " + record.generation() + " v"
                                + Origin.File.versionOf(record.aux()));
                        switch (asked.answered(ticket, record, epoch)) {
                            case ACCEPTED, IGNORED -> result.complete(true);
                            case OVERTAKEN -> attempt(result, overtaken + 1, end);
                        }
                    } else if (!asked.isAsking(ticket)) {
                        result.complete(true);
                    } else {
                        failed(asked, failure, result, overtaken, end);
                    }
                });
    }

    private void failed(
            ObjectView asked, Throwable failure, CompletableFuture<Boolean> result, int overtaken, long end) {
        Reason reason = failure instanceof NodeException refused ? refused.reason() : Reason.NONE;
        client.lookUpFailed(reason);
        if (reason == Reason.REFUSED_AUX && asked.refused()) {
            attempt(result, overtaken + 1, end);
        } else {
            asked.forget();
            result.complete(false);
        }
    }

    /** A change of this client's own, sent until its outcome is known or the deadline has passed. */
    CompletableFuture<Boolean> change(
            Change.Kind kind, ObjectGeneration base, Bytes aux, boolean keepAux, long size, int ends) {
        Change change =
                new Change(client.newOperation(), kind, Origin.VOLUME, file.key, base, aux, keepAux, size, false);
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        send(change, aux, ends, result);
        return result;
    }

    /** A modifier has written blocks at the origin, on the ground of {@code before}, as version {@code made} of the file. */
    CompletableFuture<Boolean> modified(Stamp before, ByteRange range, int made) {
        Change change = new Change(
                client.newOperation(),
                Change.Kind.MODIFY,
                Origin.VOLUME,
                file.key,
                before.generation(),
                before.aux(),
                true,
                before.objectSize(),
                false,
                range);
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        send(change, before.aux(), made, result);
        return result;
    }

    /** As {@link #modified}, with the coherency data and the size that this made. */
    CompletableFuture<Boolean> committed(Stamp before, ByteRange range, Bytes aux, Origin.Version made) {
        Change change = new Change(
                client.newOperation(),
                Change.Kind.MODIFY,
                Origin.VOLUME,
                file.key,
                before.generation(),
                aux,
                false,
                made.size(),
                false,
                range);
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        send(change, aux, made.number(), result);
        return result;
    }

    /** What this client's latest change has made. */
    ObjectGeneration changedTo() {
        return changedTo;
    }

    /** A modifier's mark, or with false none for certain. */
    CompletableFuture<Boolean> mark(Stamp known) {
        Use use = new Use(
                client.newOperation(), Origin.VOLUME, file.key, known.aux(), known.objectSize(), true, ++sequence);
        return client.session()
                .ask(
                        Limits.LOOKUP_DEADLINE.toNanos(),
                        node -> node.core().metadata().use(client.session().id(), use))
                .handle((reply, failure) -> failure == null);
    }

    /** The modifier is done; a mark that stays because nobody hears of that costs a fence later. */
    void unmark() {
        Unuse unuse = new Unuse(List.of(new Unuse.Mark(file.cookie, ++sequence, true)));
        client.session()
                .ask(
                        Limits.LOOKUP_DEADLINE.toNanos(),
                        node -> node.core().metadata().unuse(client.session().id(), unuse))
                .whenComplete((ok, failure) -> world.trace(() ->
                        client + " has done modifying " + file.index + ": " + (failure == null ? "done" : failure)));
    }

    private void send(Change change, Bytes aux, int ends, CompletableFuture<Boolean> result) {
        view.changing(change, change.keepAux() ? view.aux() : aux, change.objectSize());
        changing++;
        unconfirmed = null;
        long end = client.process().nanos() + Limits.INVALIDATE_DEADLINE.toNanos();
        world.trace(() -> client + " sends " + change.kind() + " of " + file.index + " after v" + ends);
        client.untilDefinite(
                        end,
                        CHANGE_ATTEMPT,
                        AGAIN,
                        node -> node.core().metadata().change(client.session().id(), change))
                .whenComplete((reply, failure) -> {
                    world.trace(() -> client + " " + change.kind() + " of " + file.index + " after v" + ends + ": "
                            + (failure == null ? "done" : failure));
                    if (failure == null) {
                        changedTo = ((CookieReply) reply).generation();
                        world.oracle().acknowledged(file, ends);
                    } else if (isUnknown(failure)) {
                        unconfirmed = () -> send(change, aux, ends, new CompletableFuture<>());
                    }
                    if (--changing == 0) {
                        view.changed();
                    }
                    world.oracle().ended(failure);
                    result.complete(failure == null);
                });
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof NodeException refused && refused.code() == ErrorCode.ETIMEDOUT;
    }

    /** What is under way now began with this. */
    @Nullable
    Stamp stamp() {
        return changing > 0 || unconfirmed != null ? null : view.stamp();
    }

    /** For {@link SimClient}: the request that makes the volume's record. */
    static AcquireVolume acquisition(OperationId operation) {
        return new AcquireVolume(operation, Origin.VOLUME, "", Bytes.utf8("v"));
    }
}
