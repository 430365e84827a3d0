package io.netfscache.node.server;

import io.netfscache.node.session.Sessions;
import io.netfscache.node.store.BackingStore;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.HoldingsReport.Holding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What this node has to do with objects: sessions that use them, chunks of them on its disk. */
public final class ObjectHoldings {
    private final Sessions sessions;
    private final BackingStore store;
    private final Executor disk;

    /** @param disk runs what blocks on the store */
    public ObjectHoldings(Sessions sessions, BackingStore store, Executor disk) {
        this.sessions = sessions;
        this.store = store;
        this.disk = disk;
    }

    /** Fails when the disk does, or when too much is waiting for it. */
    public CompletionStage<HoldingsReport> report(Holdings question) {
        try {
            return CompletableFuture.supplyAsync(() -> look(question), disk);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    private HoldingsReport look(Holdings question) {
        List<Holding> holdings = new ArrayList<>();
        for (Holdings.ObjectName object : question.objects()) {
            try {
                holdings.add(new Holding(
                        sessions.users(object.cookie()), store.holds(object.volumeKey(), object.objectKey())));
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }
        return new HoldingsReport(holdings);
    }
}
