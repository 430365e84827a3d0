package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Asks the cluster how much of many files is cached, of a few at a time. */
final class CachedQuestions implements AutoCloseable {
    /** Of a file that could not be asked about. */
    static final String UNKNOWN = "?";

    private final ClusterAdmin cluster;
    private final ExecutorService threads = Wiring.workers("netfs-cache-ls", CliLimits.QUESTIONS);

    CachedQuestions(ClusterAdmin cluster) {
        this.cluster = cluster;
    }

    /** How much of each entry is cached, in their order. */
    List<String> ask(Origin origin, List<OriginEntry> entries) throws InterruptedException {
        List<Future<String>> answers = threads.invokeAll(entries.stream()
                .map(entry -> (java.util.concurrent.Callable<String>) () -> ask(origin, entry))
                .toList());
        return answers.stream().map(CachedQuestions::answer).toList();
    }

    private String ask(Origin origin, OriginEntry entry) {
        if (entry.kind() != Kind.FILE) {
            return CachedState.Extent.NONE.toString();
        }
        try {
            String path = entry.path();
            return CachedState.of(
                            OriginAnswer.found(origin.stat(path)),
                            cluster.explain(origin.volumeKey(), ObjectKeys.of(new OriginPath(origin, path))))
                    .extent()
                    .toString();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String answer(Future<String> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question to the cluster failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
