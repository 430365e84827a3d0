package io.netfscache.chaos;

import io.netfscache.netfs.NetfsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A client at each node, named after it, that reads one file again and again until it is told to stop. */
final class FileReaders implements AutoCloseable {
    private final VersionedFile file;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> readers = new ArrayList<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong folioBytes = new AtomicLong();
    private final AtomicLong cacheBytes = new AtomicLong();

    private FileReaders(VersionedFile file) {
        this.file = file;
    }

    static FileReaders start(ProcessCluster cluster, CountingOrigin origin, VersionedFile file) {
        FileReaders all = new FileReaders(file);
        for (NodeProcess session : cluster.nodes()) {
            all.readers.add(all.threads.submit(() -> {
                try (TestClient client = TestClient.connect(origin, List.of(session.dataAddress()))) {
                    all.read(client, session.name());
                }
                return null;
            }));
        }
        return all;
    }

    /** Reads through one long open file, which asks the origin nothing by itself, and now and then otherwise. */
    private void read(TestClient client, String name) throws IOException {
        Random random = new Random(name.hashCode());
        try (NetfsFile open = client.open(file.path())) {
            while (!done.get()) {
                int dice = random.nextInt(10);
                if (dice == 0) {
                    client.dropFolios();
                }
                long began = VersionedFile.tick();
                file.read(name, began, dice == 1 ? client.read(file.path()) : TestClient.read(open));
            }
        }
        folioBytes.addAndGet(client.folioBytes());
        cacheBytes.addAndGet(client.stats().cacheBytes());
    }

    /** Ends all reading; a read that failed fails this. */
    void stop() throws Exception {
        done.set(true);
        for (Future<?> reader : readers) {
            reader.get(Waits.SETTLED.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Bytes that the readers found among their own folios; known when they have stopped. */
    long folioBytes() {
        return folioBytes.get();
    }

    /** Bytes that the readers got from nodes; known when they have stopped. */
    long cacheBytes() {
        return cacheBytes.get();
    }

    @Override
    public void close() {
        done.set(true);
        threads.shutdown();
    }
}
