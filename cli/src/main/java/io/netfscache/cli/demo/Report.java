package io.netfscache.cli.demo;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.Table;
import java.util.List;
import java.util.Locale;

/** Tells people what the demo showed. */
final class Report {
    private final DemoResult result;
    private final DemoOptions options;

    Report(DemoResult result, DemoOptions options) {
        this.result = result;
        this.options = options;
    }

    String text() {
        DemoResult.Phases phases = result.phases();
        Table table =
                new Table("phase", "read by clients", "from cache", "on sockets", "sent by origin", "time", "errors");
        row(table, "cold", phases.cold());
        row(table, "warm", phases.warm());
        row(table, "change", phases.change());
        row(table, "kill", phases.kill());
        return String.join(
                System.lineSeparator(),
                heading(),
                "",
                table.toString(),
                "",
                "cold    every client reads every file, all at once, each from another place of the list on",
                "warm    new clients read everything again: the origin has nothing to do",
                change(),
                kill(),
                "",
                "Before that the nodes lost their serving lease " + result.lapses() + " times.",
                verdict());
    }

    private String heading() {
        return String.format(
                Locale.ROOT,
                "%d nodes and %d clients%s, %d files of %s together; nodes ready in %.1f s",
                result.nodes(),
                result.clients(),
                options.inProcess() ? " in this one process" : ", in processes of their own",
                result.files(),
                ByteSize.format(result.datasetBytes()),
                result.startSeconds());
    }

    private static void row(Table table, String name, PhaseResult phase) {
        table.row(
                name,
                ByteSize.format(phase.clientBytes()),
                ByteSize.format(phase.cacheBytes()),
                ByteSize.format(phase.socketBytes()),
                ByteSize.format(phase.originBytes()),
                String.format(Locale.ROOT, "%.1f s", phase.seconds()),
                phase.errors());
    }

    private String change() {
        return options.foreignOrigin()
                ? "change  left out: the origin is not the demo's to change"
                : "change  a file is rewritten and one client invalidates it; then every client reads it: "
                        + result.phases().change().staleReads() + " got the old contents";
    }

    private String kill() {
        Long lost = result.phases().kill().lostNodeBytes();
        return "kill    a node with " + ByteSize.format(lost == null ? 0 : lost)
                + (options.inProcess() ? " is closed without warning" : " is ended with kill -9")
                + ", own copies are dropped and every client reads everything again";
    }

    private String verdict() {
        List<String> failures = Verdict.failures(result.phases(), result.wrongBytes(), result.clients());
        if (failures.isEmpty()) {
            return "OK: every byte was right, each time; the warm fleet left the origin alone, nobody saw old contents,"
                    + " and a lost node cost only the time to read its bytes again"
                    + (options.foreignOrigin() ? " (the clients counted the origin's bytes)" : "");
        }
        return "FAILED: " + String.join(System.lineSeparator() + "FAILED: ", failures);
    }
}
