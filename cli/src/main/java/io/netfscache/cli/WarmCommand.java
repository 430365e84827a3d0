package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.cli.OutputOptions.Failure;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code warm URL...}: reads files so that the cache has them. */
@Command(
        name = "warm",
        description = {
            "Reads everything below the URLs into the cache, before the fleet asks.",
            "Shows on standard error how far it is. What cannot be read keeps nothing else from being read: it is listed"
                    + " at the end, and the exit status is 1, as it is when something was read and not stored. Ctrl-C"
                    + " ends it with the figures so far; what was read until then is cached."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache warm /mnt/export/scene-42",
            "  netfs-cache warm --jobs 16 file:///mnt/export/scene-42 2> warm.log",
            "  netfs-cache warm --json http://files.example.com/a.tar \\",
            "    http://files.example.com/b.tar"
        })
final class WarmCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            defaultValue = "" + CliLimits.DEFAULT_JOBS,
            description = "Read N files at a time, up to " + CliLimits.MAX_JOBS + ". Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress, only the result.")
    private boolean quiet;

    @Parameters(
            arity = "1..*",
            paramLabel = "URL",
            description = "Files or folders: http: or file: URLs, or paths. A web server tells only files.")
    private List<String> urls = List.of();

    /**
     * The figures of one run; sizes in bytes. {@code notStoredBytes}: what came from the origin and no node took; {@code
     * notCached}: how often something was not stored, by reason.
     */
    record Warmed(
            long files,
            long bytes,
            long cacheBytes,
            long originBytes,
            double seconds,
            long skipped,
            long failed,
            List<Failure> failures,
            long notStoredBytes,
            Map<String, Long> notCached,
            boolean interrupted) {
        /** Whether everything was read, and is stored. */
        boolean isComplete() {
            return failed == 0 && notStoredBytes == 0;
        }

        String summary() {
            String summary = String.format(
                    Locale.ROOT,
                    "%s%d files, %s in %.1f s: origin %s, cached before %s, failed %d",
                    interrupted ? "interrupted after " : "",
                    files,
                    ByteSize.format(bytes),
                    seconds,
                    ByteSize.format(originBytes),
                    ByteSize.format(cacheBytes),
                    failed);
            if (skipped > 0) {
                summary += ", left out " + skipped + " special files and links to folders";
            }
            if (!notCached.isEmpty()) {
                summary += System.lineSeparator()
                        + (notStoredBytes > 0
                                ? ByteSize.format(notStoredBytes) + " read and not stored: "
                                : "not cached: ")
                        + notCached.entrySet().stream()
                                .map(reason -> Remedies.text(reason.getKey()) + " (" + reason.getValue() + "x)")
                                .collect(Collectors.joining(", "))
                        + "; 'netfs-cache explain URL' tells more of one file";
            }
            return summary;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1 || jobs > CliLimits.MAX_JOBS) {
            throw new ParameterException(
                    spec.commandLine(), "--jobs: " + jobs + " is not between 1 and " + CliLimits.MAX_JOBS);
        }
        List<OriginPath> roots = urls.stream().map(client::resolve).toList();
        try (FsCache cache = client.connect()) {
            return warm(cache, roots);
        } finally {
            roots.forEach(root -> root.origin().close());
        }
    }

    private int warm(FsCache cache, List<OriginPath> roots) throws IOException, InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        WarmTally tally = new WarmTally();
        try (Warming warming = new Warming(cache, jobs, tally)) {
            Thread hook = Wiring.atShutdown("netfs-cache-warm-stop", () -> stop(warming, told));
            Stopwatch stopwatch = Wiring.stopwatch();
            warming.start(roots);
            ProgressDisplay display =
                    new ProgressDisplay(output.err(), Terminal.of(Terminal.Stream.ERROR), quiet || output.json());
            follow(warming, tally, display);
            Warmed warmed = warmed(cache, warming, tally, stopwatch.seconds());
            output.print(warmed, warmed::summary);
            output.failures(warmed.failures(), warmed.failed());
            Wiring.notAtShutdown(hook);
            return warmed.isComplete() ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            told.countDown();
        }
    }

    private static void follow(Warming warming, WarmTally tally, ProgressDisplay display) throws InterruptedException {
        RateMeter rate = new RateMeter(CliLimits.RATE_WINDOW);
        LongSupplier clock = Wiring.nanoClock();
        rate.sample(clock.getAsLong(), 0);
        while (!warming.await(CliLimits.PROGRESS_REDRAW)) {
            if (warming.isStopped()) {
                warming.await(CliLimits.STOP_WAIT);
                break;
            }
            WarmProgress now = tally.progress(warming.originBytes(), 0);
            rate.sample(clock.getAsLong(), now.bytes());
            display.show(tally.progress(warming.originBytes(), rate.perSecond()));
        }
        display.end();
    }

    private static Warmed warmed(FsCache cache, Warming warming, WarmTally tally, double seconds) {
        WarmProgress end = tally.progress(warming.originBytes(), 0);
        return new Warmed(
                end.files(),
                end.bytes(),
                cache.stats().cacheBytes(),
                end.originBytes(),
                seconds,
                tally.skippedCount(),
                end.failed(),
                tally.failures(),
                warming.notStoredBytes(),
                new TreeMap<>(warming.notCached()),
                warming.isStopped());
    }

    /** Ctrl-C: the process ends when this returns, so it waits until the result has been printed. */
    private static void stop(Warming warming, CountDownLatch told) {
        warming.stop();
        try {
            boolean unused = told.await(CliLimits.INTERRUPTED_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
