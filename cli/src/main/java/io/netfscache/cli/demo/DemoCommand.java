package io.netfscache.cli.demo;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.OutputOptions;
import io.netfscache.cli.RunFolder;
import io.netfscache.cli.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: a fleet on this machine that shares a cache, loses a node and sees a file change. */
@Command(
        name = "demo",
        description = {
            "Starts nodes and clients on this machine and lets them read a real dataset through the cache:"
                    + " cold, warm, after a change, after the loss of a node. Compares every byte with the origin."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache demo",
            "  netfs-cache demo --json --nodes 5 --clients 16",
            "  netfs-cache demo --address ::1",
            "  netfs-cache demo --origin /usr/share/doc --dataset-limit 100M"
        })
public final class DemoCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Nodes, 1 to 9. Default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "8",
            description = "Clients, 1 to 64, two to a process. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--in-process",
            description = "Run nodes and clients in this process: needs less memory, shows less.")
    private boolean inProcess;

    @Option(
            names = "--dataset-limit",
            paramLabel = "SIZE",
            defaultValue = "256M",
            description = "Most bytes of the JDK's files, or of --origin. Default: ${DEFAULT-VALUE}.")
    private ByteSize datasetLimit = new ByteSize(0);

    @Option(
            names = "--origin",
            paramLabel = "DIR|URL",
            description =
                    "Read these files instead: a folder, served by the demo and left as it is,"
                            + " or a URL, read where it is (then nothing is changed, and the clients count the origin's bytes).")
    private @Nullable String origin;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address of this machine that nodes and origin use, such as ::1. Default: ${DEFAULT-VALUE}.")
    private @Nullable InetAddress address;

    @Option(names = "--keep", description = "Keep the folder with the data and the logs, and say where it is.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoOptions options = options();
        RunFolder folder = RunFolder.temporary("netfs-cache-demo-");
        if (keep) {
            folder.keep();
            output.notice("demo: everything is kept in " + folder.path());
        }
        Demo demo = new Demo(options, folder.path(), line -> output.notice("demo: " + line));
        Thread stop = Wiring.atShutdown("netfs-cache-demo-stop", () -> {
            demo.abort();
            folder.close();
        });
        try (folder;
                demo) {
            DemoResult result = demo.run();
            Report report = new Report(result, options);
            output.print(result, report::text);
            return result.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
        } finally {
            Wiring.notAtShutdown(stop);
        }
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(
                    nodes, clients, inProcess, datasetLimit.bytes(), origin, Objects.requireNonNull(address));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
