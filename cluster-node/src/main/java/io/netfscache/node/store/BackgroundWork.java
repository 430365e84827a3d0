package io.netfscache.node.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store does besides serving: it enters the files of earlier runs into the ledger, and deletes what has been put
 * into scratch. Ends soon after the store has been closed; what is left is done by the next run.
 */
final class BackgroundWork {
    /** Enters one file, under its object's lock. */
    interface Entry {
        void enter(ChunkName name) throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(BackgroundWork.class);

    private final Executor background;
    private final ChunkFiles files;
    private final SpaceLedger ledger;
    private final BooleanSupplier closed;
    private final AtomicInteger running = new AtomicInteger();

    BackgroundWork(Executor background, ChunkFiles files, SpaceLedger ledger, BooleanSupplier closed) {
        this.background = background;
        this.files = files;
        this.ledger = ledger;
        this.closed = closed;
    }

    void startScan(Entry entry) {
        start(() -> scan(entry));
    }

    void startDeletion(List<Path> trees) {
        start(() -> delete(trees));
    }

    /** Jobs that run or wait for a thread. */
    int running() {
        return running.get();
    }

    private void start(Runnable work) {
        running.incrementAndGet();
        try {
            background.execute(() -> {
                try {
                    work.run();
                } finally {
                    running.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException e) {
            running.decrementAndGet();
            log.atInfo().log("Work in the background is left to the next start: the node is stopping");
        }
    }

    private void scan(Entry entry) {
        try {
            for (String volume : files.volumes()) {
                for (String bucket : files.buckets(volume)) {
                    for (ChunkName name : files.chunksIn(volume, bucket)) {
                        if (closed.getAsBoolean()) {
                            return;
                        }
                        entry.enter(name);
                    }
                    ledger.bucketScanned(volume, bucket);
                }
            }
            ledger.scanned();
        } catch (IOException e) {
            log.atWarn()
                    .setCause(e)
                    .log("Counting the files of the cache failed; its figures stay too low until the next start");
        }
    }

    private void delete(List<Path> trees) {
        for (Path tree : trees) {
            if (closed.getAsBoolean()) {
                return;
            }
            try {
                ChunkFiles.deleteTree(tree);
            } catch (IOException e) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("path", tree)
                        .log("Deleting dropped files failed; the next start tries again");
            }
        }
    }
}
