package io.netfscache.cli.chaos.cluster;

import io.netfscache.cli.NodeCommand;
import io.netfscache.cli.Wiring;
import io.netfscache.node.ClusterNode;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.Tampering;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * {@code chaos-node}: a node whose monotonic clock may be wrong, and that can be told to misbehave, one order a line of
 * standard input: {@code disk full}, {@code disk ok}, {@code clock MILLIS} (ahead of the machine's clock of the day). Ends when
 * that ends.
 */
@Command(name = "chaos-node", hidden = true, description = "Part of 'chaos'.")
public final class ChaosNodeCommand extends NodeCommand {
    private static final Logger log = LoggerFactory.getLogger(ChaosNodeCommand.class);

    @Option(names = "--sabotage", split = ",", description = "Rules of coherence to break.")
    private List<Sabotage> sabotage = List.of();

    @Option(names = "--clock", description = "How the monotonic clock goes: ${COMPLETION-CANDIDATES}.")
    private NodeClock nodeClock = NodeClock.TRUE;

    private volatile boolean diskFull;
    private volatile long clockMillis;

    @Override
    protected ClusterNode start(NodeConfig config) throws IOException {
        Wiring.daemon("chaos-node-orders", this::obey);
        LongSupplier nanos = nodeClock.of(Wiring.nanoClock());
        Wiring.daemon("chaos-node-clock", () -> lookAt(nanos));
        LongSupplier clock = Wiring.wallMillis();
        Rules rules = Rules.without(sabotage.toArray(Sabotage[]::new));
        return ClusterNode.start(
                config,
                new Tampering(
                        rules, store -> new Disk(store, () -> diskFull), nanos, () -> clock.getAsLong() + clockMillis));
    }

    private static void lookAt(LongSupplier clock) {
        try {
            while (true) {
                long unused = clock.getAsLong();
                Wiring.pause(ClusterLimits.CLOCK_LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void obey() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                obey(line);
            }
        } catch (IOException e) {
            // As good as the end: nobody is there any more.
        }
        System.exit(ExitCode.OK);
    }

    private void obey(String order) {
        log.atWarn().log("order: {}", order);
        String[] words = order.split(" ", 2);
        switch (words[0]) {
            case "disk" -> diskFull = words[1].equals("full");
            case "clock" -> clockMillis = Long.parseLong(words[1]);
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
    }
}
