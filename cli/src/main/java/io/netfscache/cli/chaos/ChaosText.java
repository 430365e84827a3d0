package io.netfscache.cli.chaos;

import io.netfscache.cli.ByteSize;
import io.netfscache.cli.Table;
import java.util.Locale;

/** Tells people what a run has shown. */
final class ChaosText {
    private ChaosText() {}

    static String of(ChaosReport report) {
        Table faults = new Table("fault", "injected", "effective");
        report.faults().forEach((name, count) -> faults.row(name, count.injected(), count.effective()));
        Table reads = new Table("reads", "");
        reads.row("checked", report.readsChecked());
        reads.row("from the cluster", report.readsFromCache());
        reads.row("from folios", report.readsFromFolios());
        reads.row("from the origin", report.readsFromOrigin());
        reads.row("from cache or folios, 1 s after a change", report.readsFromCacheWithin1sOfInvalidation());
        reads.row("failed", report.readsFailed());
        reads.row("stale", report.staleReads());
        reads.row("torn", report.tornReads());
        reads.row("gone back", report.readsGoingBack());
        return String.join(
                System.lineSeparator(),
                String.format(
                        Locale.ROOT,
                        "%d nodes and %d clients for %d s, seed %d%s",
                        report.nodes(),
                        report.clients(),
                        report.seconds(),
                        report.seed(),
                        rule(report)),
                "",
                faults.toString(),
                "",
                reads.toString(),
                "",
                String.format(
                        Locale.ROOT,
                        "Invalidations: %d acknowledged, %d failed, %d of unknown outcome; longest time without one:"
                                + " %.1f s.",
                        report.invalidations().completed(),
                        report.invalidations().failed(),
                        report.invalidations().unknown(),
                        report.unavailableSeconds()),
                String.format(
                        Locale.ROOT,
                        "The longest call took %.1f s. The origin was asked %d times, %d of them by readers, and sent"
                                + " %s.",
                        report.longestCallSeconds(),
                        report.originRequests(),
                        report.originRequestsOfReaders(),
                        ByteSize.format(report.originBytes())),
                verdict(report));
    }

    private static String rule(ChaosReport report) {
        if (report.control() != null) {
            return ", all rules kept: the control of " + report.control();
        }
        return report.sabotage() == null ? "" : ", without rule " + report.sabotage();
    }

    /** What the run comes to. */
    static String verdict(ChaosReport report) {
        String problems = String.join(System.lineSeparator() + "FAILED: ", report.problems());
        if (report.control() != null && report.ok()) {
            return "OK: no read was wrong in the control of " + report.control();
        }
        if (report.sabotage() == null) {
            return report.ok()
                    ? "OK: no read was stale or torn, and every fault had its effect"
                    : "FAILED: " + problems;
        }
        if (report.foundWrongReads()) {
            return String.format(
                    Locale.ROOT,
                    "found: %d stale and %d torn reads, and %d that went back, without rule %s",
                    report.staleReads(),
                    report.tornReads(),
                    report.readsGoingBack(),
                    report.sabotage());
        }
        return report.ok()
                ? "not found: no read was wrong without rule " + report.sabotage()
                : "not found, and the run says nothing about rule " + report.sabotage() + ": "
                        + String.join("; ", report.problems());
    }
}
