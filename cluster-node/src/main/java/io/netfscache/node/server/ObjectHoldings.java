package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.cache.Stores;
import io.netfscache.node.session.Sessions;
import io.netfscache.node.store.BackingStore;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.Holdings.ObjectName;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.HoldingsReport.Holding;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What this node has to do with objects: how many sessions use them and whether it has chunks of them. Needs no lease and
 * no record: it is about this node alone. No call blocks; the disk is looked at on its own threads, a few objects at a
 * time so that reads get their turn.
 */
public final class ObjectHoldings {
    private final Sessions sessions;
    private final Stores stores;
    private final Executor disk;

    /** @param disk runs what blocks on the store; one that refuses fails the answer */
    public ObjectHoldings(Sessions sessions, Stores stores, Executor disk) {
        this.sessions = sessions;
        this.stores = stores;
        this.disk = disk;
    }

    /** Answers HOLDINGS, in the order of the question. */
    public CompletionStage<HoldingsReport> report(Holdings asked) {
        for (ObjectName object : asked.objects()) {
            Keys.check(object.volumeKey(), object.objectKey());
        }
        return report(asked.objects(), new ArrayList<>(asked.objects().size()));
    }

    private CompletionStage<HoldingsReport> report(List<ObjectName> objects, List<Holding> known) {
        if (known.size() == objects.size()) {
            return CompletableFuture.completedFuture(new HoldingsReport(known));
        }
        int end = Math.min(objects.size(), known.size() + NodeLimits.HELD_OBJECTS_AT_ONCE);
        List<ObjectName> next = objects.subList(known.size(), end);
        return CompletableFuture.completedFuture(next)
                .thenAcceptAsync(some -> some.forEach(object -> known.add(holding(object))), disk)
                .thenCompose(looked -> report(objects, known));
    }

    private Holding holding(ObjectName object) {
        try {
            return new Holding(sessions.users(object.cookie()), isStored(object));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private boolean isStored(ObjectName object) throws IOException {
        for (BackingStore store : stores.online()) {
            if (store.holds(object.volumeKey(), object.objectKey())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Answers CULL; fails with EBUSY while a session of this node uses the object or a chunk of it is pinned, and with ENOBUFS
     * while a cache is out of service, which may have chunks of it that stay.
     */
    public CompletionStage<Ok> cull(Cull cull) {
        Keys.check(cull.volumeKey(), cull.objectKey());
        ObjectName object = new ObjectName(cull.volumeKey(), cull.objectKey());
        return CompletableFuture.completedFuture(object).thenApplyAsync(this::cull, disk);
    }

    private Ok cull(ObjectName object) {
        int users = sessions.users(object.cookie());
        if (users > 0) {
            throw new NodeException(
                    ErrorCode.EBUSY, Reason.NONE, "the object is used by " + users + " clients of this node");
        }
        try {
            for (BackingStore store : stores.online()) {
                store.cull(object.volumeKey(), object.objectKey());
            }
            stores.requireAll();
            return new Ok();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
