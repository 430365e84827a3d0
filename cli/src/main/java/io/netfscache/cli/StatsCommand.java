package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stats}: what the nodes count. */
@Command(
        name = "stats",
        description = {
            "Shows what the nodes count: bytes, hits, reasons for not caching.",
            "Of each node that answers, since its start, and the sum of them."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache stats",
            "  netfs-cache stats --watch 5",
            "  netfs-cache stats --json | jq .total"
        })
final class StatsCommand extends OperatorCommand {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    /** Without a number of seconds. */
    private static final String DEFAULT_SECONDS = "2";

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-w", "--watch"},
            arity = "0..1",
            fallbackValue = DEFAULT_SECONDS,
            paramLabel = "SECONDS",
            description =
                    "Show them again and again, with their growth per second, until Ctrl-C; a line each time where"
                            + " standard output is no terminal. Every ${FALLBACK-VALUE} seconds if none are given.")
    private @Nullable Integer watch;

    @Option(names = "--count", paramLabel = "N", description = "With --watch: end after N times.")
    private int count = Integer.MAX_VALUE;

    @Override
    int ask(ClusterAdmin cluster) throws IOException, InterruptedException {
        if (watch == null) {
            ClusterStats stats = ClusterStats.of(cluster.nodes());
            output().print(stats, stats::table);
            return ExitCode.OK;
        }
        if (watch < 1 || watch > CliLimits.MAX_WATCH_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--watch: " + watch + " is not between 1 and " + CliLimits.MAX_WATCH_SECONDS + " seconds");
        }
        watch(cluster, Terminal.of(Terminal.Stream.OUTPUT), Wiring.nanoClock(), Duration.ofSeconds(watch));
        return ExitCode.OK;
    }

    /** Ends after {@code --count} times, or with the process. */
    void watch(ClusterAdmin cluster, Terminal terminal, LongSupplier nanoClock, Duration interval)
            throws IOException, InterruptedException {
        ClusterStats before = ClusterStats.of(cluster.nodes());
        long then = nanoClock.getAsLong();
        for (int i = 0; i < count; i++) {
            Wiring.pause(interval);
            ClusterStats now = ClusterStats.of(cluster.nodes());
            long time = nanoClock.getAsLong();
            show(terminal, now, before, Math.max(1, time - then) / 1e9);
            before = now;
            then = time;
        }
    }

    private void show(Terminal terminal, ClusterStats now, ClusterStats before, double seconds) throws IOException {
        if (output().json()) {
            output().print(now, () -> "");
        } else if (terminal.movesCursor()) {
            PrintWriter out = output().out();
            out.print(CLEAR_SCREEN);
            output().println(terminal.cut(now.table(before, seconds)));
        } else {
            output().println(now.line(before, seconds));
        }
    }
}
