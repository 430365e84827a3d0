package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.chaos.Waits;
import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.History;
import io.netfscache.cli.chaos.history.Problem;
import io.netfscache.cli.chaos.history.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** One fault under load, from the moment before it until everything works again, and what the clients saw meanwhile. */
final class Episode {
    private final ContainerCluster cluster;
    private final String fault;
    private final String target;
    private final long began = System.nanoTime();
    private long healed;
    private double secondsUntilWhole;

    private Episode(ContainerCluster cluster, String fault, String target) {
        this.cluster = cluster;
        this.fault = fault;
        this.target = target;
        record(Event.Phase.INJECTED, "");
    }

    /** To be called before the fault is made. */
    static Episode begin(ContainerCluster cluster, String fault, String target) {
        return new Episode(cluster, fault, target);
    }

    /** Waits until the fault shows from outside. */
    Episode awaitEffect(String effect, Callable<Boolean> shows) {
        await(fault + " of " + target + ": " + effect)
                .atMost(Waits.SETTLED)
                .pollInterval(Waits.POLL)
                .until(shows);
        record(Event.Phase.EFFECTIVE, effect);
        return this;
    }

    /** Leaves everything as it is for a while. */
    Episode hold(Duration time) {
        await("the time of " + fault)
                .pollDelay(time)
                .atMost(time.plus(Waits.SETTLED))
                .until(() -> true);
        return this;
    }

    /** Heals whatever is broken and waits until all nodes serve and all clients read from the cache. */
    Episode heal() {
        cluster.requireNoCrash();
        record(Event.Phase.HEALED, "");
        healed = System.nanoTime();
        cluster.heal();
        cluster.awaitWhole();
        secondsUntilWhole = (System.nanoTime() - healed) / 1e9;
        cluster.awaitClients();
        return this;
    }

    /** From the end of the fault until all nodes served. */
    double secondsUntilWhole() {
        return secondsUntilWhole;
    }

    /** Holds all that was read since the beginning against the promise, prints the figures, and wants enough of both. */
    EpisodeFigures check() throws IOException {
        History history = cluster.histories().read();
        Verdict verdict = Checker.check(history);
        List<Problem> problems = verdict.problems().stream()
                .filter(problem -> problem.ended() >= began)
                .toList();
        EpisodeFigures figures = EpisodeFigures.of(history, began, System.nanoTime());
        EpisodeFigures during = EpisodeFigures.of(history, began, healed);
        cluster.requireNoCrash();
        print(
                "%s of %s: stale 0, torn 0 were promised, %d problems found; %s; all nodes served %.1f s after the heal",
                fault, target, problems.size(), figures, secondsUntilWhole);
        assertThat(problems).extracting(Problem::sentence).isEmpty();
        // The checker keeps a limited number of problems.
        assertThat(verdict.problems()).as("problems of this cluster so far").hasSizeLessThan(900);
        assertThat(during.checked())
                .as("reads that were checked before the heal")
                .isPositive();
        assertThat(figures.fromCache() + figures.fromFolios())
                .as("reads that the cache or folios answered, most of them after the heal")
                .isGreaterThanOrEqualTo(ContainerCluster.READS_OF_ALL_CLIENTS);
        assertThat(figures.acknowledged())
                .as("invalidations that were acknowledged")
                .isPositive();
        return figures;
    }

    private void record(Event.Phase phase, String detail) {
        cluster.faults().add(new Event.Fault(System.nanoTime(), fault, target, phase, detail));
    }

    static void print(String format, Object... figures) {
        System.out.println("containers: " + String.format(Locale.ROOT, format, figures));
    }
}
