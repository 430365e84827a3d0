package io.netfscache.cli.chaos;

import io.netfscache.cli.OutputOptions;
import io.netfscache.cli.RunFolder;
import io.netfscache.cli.Table;
import io.netfscache.cli.Wiring;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chaos}: nodes, clients and an origin on this machine under faults, and a check of every read. */
@Command(
        name = "chaos",
        description = {
            "Starts nodes and clients on this machine, kills, stops and cuts off nodes and clients, while files"
                    + " change and are invalidated, and checks every block that anybody reads. Linux only."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:no read was wrong; with --sabotage: none was found, in a run that would have shown it",
            "1:a read was wrong, or the run did not show enough; with --sabotage: wrong reads were found",
            "2:wrong usage",
            "3:with --sabotage only: nothing was found, and the run did not show enough; with --anyway: nothing was found",
            "130:interrupted by Ctrl-C"
        },
        footer = {
            "%nExamples:",
            "  netfs-cache chaos",
            "  netfs-cache chaos --seed 7 --seconds 120 --json",
            "  netfs-cache chaos --sabotage NO_LEASE --seconds 60",
            "  netfs-cache chaos --sabotage NO_EVICTION --anyway --nodes 3"
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosCommand.class);
    /** Exit status of a run with a broken rule that found nothing and is no proof that there was nothing to find. */
    static final int SAYS_NOTHING = 3;
    /** As the JVM has it after Ctrl-C. */
    private static final int INTERRUPTED = 130;

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Which faults come when, and who reads and changes what. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "120",
            description = "How long, 25 to 3600, without start and end. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "5",
            description = "Nodes, 1 to 9. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "8",
            description = "Clients, 1 to 32. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--sabotage",
            paramLabel = "NAME",
            description = "Break this rule of coherence on all nodes and clients, to see that the check finds it.")
    private @Nullable String sabotage;

    @Option(
            names = "--control",
            description =
                    "With --sabotage: keep all rules, in a run that is the same otherwise and must find nothing: 0, or"
                            + " 1 for any problem.")
    private boolean control;

    @Option(
            names = "--anyway",
            description =
                    "With --sabotage: run a rule that is refused, with the faults that it was tried with, unless no"
                            + " node and no client can be told to break it.")
    private boolean anyway;

    @Option(names = "--list-sabotages", description = "List the rules that can be broken, and end.")
    private boolean listSabotages;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description =
                    "Keep histories and logs in this folder, which has to be new or empty. Default: only when the run"
                            + " fails, in a temporary one.")
    private @Nullable Path keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (listSabotages) {
            List<SabotageEntry> entries =
                    SabotageCase.all().stream().map(SabotageEntry::of).toList();
            output.print(new SabotageList(entries), () -> list(entries));
            return ExitCode.OK;
        }
        return run(options());
    }

    private int run(ChaosOptions options) throws IOException, InterruptedException {
        RunFolder folder =
                options.keep() == null ? RunFolder.temporary("netfs-cache-chaos-") : RunFolder.given(options.keep());
        ChaosRun run = new ChaosRun(options, folder.path(), line -> output.notice("chaos: " + line));
        Thread stop = Wiring.atShutdown("netfs-cache-chaos-stop", () -> {
            run.abort();
            folder.close();
        });
        try (folder;
                run) {
            ChaosReport report;
            try {
                report = execute(run, folder);
            } catch (IOException | RuntimeException e) {
                if (run.isAborted()) {
                    return INTERRUPTED;
                }
                if (options.broken().isEmpty()) {
                    throw e;
                }
                output.notice("chaos: whether the check finds " + options.sabotage()
                        + " broken is not known, the run died: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
                LOG.atError().setCause(e).log("the run with a broken rule died");
                return SAYS_NOTHING;
            }
            return tell(report, folder);
        } finally {
            Wiring.notAtShutdown(stop);
        }
    }

    /** What a run that dies leaves, explains it. */
    private ChaosReport execute(ChaosRun run, RunFolder folder) throws IOException, InterruptedException {
        boolean done = false;
        try {
            ChaosReport report = run.execute();
            done = true;
            return report;
        } finally {
            if (!done && !run.isAborted()) {
                folder.keepWhatThereIs();
                if (folder.stays()) {
                    output.notice("chaos: what there is of the run is in " + folder.path());
                }
            }
        }
    }

    private int tell(ChaosReport report, RunFolder folder) throws IOException {
        if (!report.ok()) {
            folder.keep();
        }
        report.problems().forEach(problem -> output.notice("chaos: " + problem));
        if (folder.stays()) {
            output.notice("chaos: history, logs and timeline are in " + folder.path());
        }
        ChaosReport told = report.in(folder.stays() ? folder.path().toString() : null);
        if (told.sabotage() != null) {
            output.notice("chaos: " + ChaosText.verdict(told));
        }
        output.print(told, () -> ChaosText.of(told));
        return status(told);
    }

    /** Exit status. */
    static int status(ChaosReport report) {
        if (report.ok()) {
            return ExitCode.OK;
        }
        return report.sabotage() == null || report.foundWrongReads() ? ExitCode.SOFTWARE : SAYS_NOTHING;
    }

    private ChaosOptions options() {
        try {
            if (keep != null) {
                RunFolder.requireUnused("--keep", keep);
            }
            if (control && sabotage == null) {
                throw new IllegalArgumentException("--control: it takes --sabotage NAME, which says what run it is");
            }
            if (anyway && sabotage == null) {
                throw new IllegalArgumentException("--anyway: it takes --sabotage NAME, which says what is run");
            }
            Sabotage rule = sabotage == null ? null : named(sabotage, anyway);
            return new ChaosOptions(seed, seconds, nodes, clients, rule, control, keep)
                    .requireHeap(Runtime.getRuntime().maxMemory());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static Sabotage named(String name, boolean anyway) {
        for (SabotageCase each : SabotageCase.all()) {
            if (!each.rule().name().equals(name)) {
                continue;
            }
            if (!each.onRealNodes() && !(anyway && each.breakable())) {
                throw new IllegalArgumentException("--sabotage: " + name + " (rule "
                        + each.rule().rule() + ") is refused: " + each.why()
                        + (each.breakable() ? ". With --anyway it is run nevertheless" : "")
                        + ". The simulator, which plays orders of messages: ./mvnw verify -pl cluster-node -am"
                        + " -Dtest='SabotageTest,ScriptedSchedulesTest' -Dsurefire.failIfNoSpecifiedTests=false");
            }
            return each.rule();
        }
        throw new IllegalArgumentException("--sabotage: there is no rule " + name + "; see --list-sabotages");
    }

    /** All of them, as JSON has them. */
    private record SabotageList(List<SabotageEntry> sabotages) {}

    /** One of them. */
    private record SabotageEntry(
            String name, String rule, String effect, String shownBy, boolean realNodes, boolean breakable, String why) {
        static SabotageEntry of(SabotageCase one) {
            return new SabotageEntry(
                    one.rule().name(),
                    one.rule().rule(),
                    one.rule().effect(),
                    one.faults().words(),
                    one.onRealNodes(),
                    one.breakable(),
                    one.why());
        }
    }

    private static String list(List<SabotageEntry> entries) {
        Table table = new Table("name", "rule", "what happens instead", "shown by");
        entries.forEach(entry -> table.row(
                entry.name(),
                entry.rule(),
                entry.effect(),
                entry.realNodes()
                        ? entry.shownBy()
                        : "refused: " + entry.why() + (entry.breakable() ? "; --anyway: " + entry.shownBy() : "")));
        return table.toString();
    }
}
