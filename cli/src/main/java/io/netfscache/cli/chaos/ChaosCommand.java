package io.netfscache.cli.chaos;

import io.netfscache.cli.OutputOptions;
import io.netfscache.cli.Table;
import io.netfscache.cli.Wiring;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
        footer = {
            "%nExamples:",
            "  netfs-cache chaos",
            "  netfs-cache chaos --seed 7 --seconds 120 --json",
            "  netfs-cache chaos --sabotage NO_LEASE --seconds 60"
        })
public final class ChaosCommand implements Callable<Integer> {
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
            description = "How long, 10 to 86400, without start and end. Default: ${DEFAULT-VALUE}.")
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

    @Option(names = "--list-sabotages", description = "List the rules that can be broken, and end.")
    private boolean listSabotages;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description =
                    "Keep histories and logs in this folder. Default: only when the run fails, in a temporary one.")
    private @Nullable Path keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (listSabotages) {
            List<SabotageEntry> entries =
                    SabotageCase.all().stream().map(SabotageEntry::of).toList();
            output.print(entries, () -> list(entries));
            return ExitCode.OK;
        }
        ChaosOptions options = options();
        ChaosFolder folder = ChaosFolder.create(options.keep());
        try (ChaosRun run = new ChaosRun(options, folder.path(), line -> output.notice("chaos: " + line))) {
            Thread abort = Wiring.atShutdown("netfs-cache-chaos-stop", run::close);
            ChaosReport report = run.execute();
            Wiring.notAtShutdown(abort);
            folder.failed(!report.ok());
            report.problems().forEach(problem -> output.notice("chaos: " + problem));
            if (folder.stays()) {
                output.notice("chaos: history, logs and timeline are in " + folder.path());
            }
            ChaosReport told = report.in(folder.stays() ? folder.path().toString() : null);
            output.print(told, () -> ChaosText.of(told));
            return told.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            folder.close();
        }
    }

    private ChaosOptions options() {
        try {
            if (keep != null && Files.exists(keep) && !Files.isDirectory(keep)) {
                throw new IllegalArgumentException("--keep: " + keep + " is no folder");
            }
            return new ChaosOptions(seed, seconds, nodes, clients, sabotage == null ? null : named(sabotage), keep);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static Sabotage named(String name) {
        for (SabotageCase each : SabotageCase.all()) {
            if (!each.rule().name().equals(name)) {
                continue;
            }
            if (!each.onRealNodes()) {
                throw new IllegalArgumentException("--sabotage: without " + name + " (rule "
                        + each.rule().rule() + ") real nodes next to never go wrong; the simulator shows it:"
                        + " ./mvnw verify -pl cluster-node -am -Dtest='SabotageTest,ScriptedSchedulesTest'"
                        + " -Dsurefire.failIfNoSpecifiedTests=false");
            }
            return each.rule();
        }
        throw new IllegalArgumentException("--sabotage: there is no rule " + name + "; see --list-sabotages");
    }

    /** A line of the list, as JSON has it. */
    private record SabotageEntry(String name, String rule, String effect, String shownBy, boolean realNodes) {
        static SabotageEntry of(SabotageCase one) {
            return new SabotageEntry(
                    one.rule().name(),
                    one.rule().rule(),
                    one.rule().effect(),
                    one.faults().words(),
                    one.onRealNodes());
        }
    }

    private static String list(List<SabotageEntry> entries) {
        Table table = new Table("name", "rule", "shown by", "what happens instead");
        entries.forEach(entry -> table.row(entry.name(), entry.rule(), entry.shownBy(), entry.effect()));
        return table.toString();
    }
}
