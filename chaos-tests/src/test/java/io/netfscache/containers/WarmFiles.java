package io.netfscache.containers;

import static org.awaitility.Awaitility.await;

import io.netfscache.chaos.CountingOrigin;
import io.netfscache.chaos.TestClient;
import io.netfscache.chaos.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Files that nobody changes, all of which the cluster has got: what clients of this JVM take from their origin afterwards is
 * what the cluster has lost or cannot give.
 */
final class WarmFiles implements AutoCloseable {
    private static final int FILES = 256;
    private static final int FILE_BYTES = 256 << 10;
    /** That read them at the same time. */
    static final int CLIENTS = 2;

    private static final long SEED = 7;

    /**
     * @param originBytes that the clients took from the origin
     * @param longestSeconds of one read of a file
     */
    record Reading(long reads, long originBytes, double longestSeconds) {}

    private final CountingOrigin origin;
    private final List<TestClient> clients = new ArrayList<>();
    private final Undo undo = new Undo();

    private WarmFiles() throws IOException {
        origin = CountingOrigin.start();
        undo.add(origin::close);
        IntStream.range(0, FILES).forEach(number -> origin.putRandom(path(number), FILE_BYTES));
    }

    /** Reads them until the origin is not asked for any byte. */
    static WarmFiles fill(ContainerCluster cluster) throws IOException, InterruptedException {
        WarmFiles files = new WarmFiles();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                TestClient client = TestClient.connect(files.origin, cluster.servers());
                files.undo.add(client::close);
                files.clients.add(client);
            }
            await("all files are in the cache")
                    .atMost(Waits.READING)
                    .pollInterval(Waits.POLL)
                    .until(() -> files.readAll() == 0);
            return files;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            files.undo.closeBecauseOf(e);
            throw e;
        }
    }

    private static String path(int number) {
        return "/warm-" + number;
    }

    long bytes() {
        return (long) FILES * FILE_BYTES;
    }

    /** Bytes of them that were stored on that node, which is more than none. */
    long storedOn(NodePod node) {
        String url = origin.url("/");
        String port = "," + url.substring(url.lastIndexOf(':') + 1, url.length() - 1);
        return await(node.name() + " has some of the files")
                .atMost(Waits.SETTLED)
                .pollInterval(Waits.POLL)
                .until(() -> node.stored(port), stored -> stored.orElse(0) > 0)
                .getAsLong();
    }

    /** Reads all of them once without folios. The bytes that came from the origin. */
    private long readAll() throws IOException {
        long before = origin.sent();
        TestClient client = clients.get(0);
        client.dropFolios();
        for (int number = 0; number < FILES; number++) {
            client.read(path(number));
        }
        return origin.sent() - before;
    }

    /** The share of them that the cluster still gives. */
    double warmShare() throws IOException {
        return 1 - (double) readAll() / bytes();
    }

    /** All clients read them, one after the other, in an order of their own, without folios, for that long. */
    Reading read(Duration time) {
        long before = origin.sent();
        long end = System.nanoTime() + time.toNanos();
        List<CompletableFuture<double[]>> all = IntStream.range(0, CLIENTS)
                .mapToObj(
                        i -> CompletableFuture.supplyAsync(() -> readUntil(clients.get(i), new Random(SEED + i), end)))
                .toList();
        long reads = 0;
        double longest = 0;
        for (CompletableFuture<double[]> client : all) {
            double[] result = client.join();
            reads += (long) result[0];
            longest = Math.max(longest, result[1]);
        }
        return new Reading(reads, origin.sent() - before, longest);
    }

    private static double[] readUntil(TestClient client, Random random, long end) {
        double reads = 0;
        double longest = 0;
        try {
            while (System.nanoTime() < end) {
                long began = System.nanoTime();
                client.dropFolios();
                client.read(path(random.nextInt(FILES)));
                longest = Math.max(longest, (System.nanoTime() - began) / 1e9);
                reads++;
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
        return new double[] {reads, longest};
    }

    @Override
    public void close() {
        undo.close();
    }
}
