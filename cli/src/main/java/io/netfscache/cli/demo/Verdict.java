package io.netfscache.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds the figures against what the cache promises. */
final class Verdict {
    private Verdict() {}

    /** What the figures disprove, a sentence each; empty when all is well. */
    static List<String> failures(DemoResult.Phases phases, long wrongBytes, int clients) {
        List<String> failures = new ArrayList<>();
        check(failures, wrongBytes == 0, wrongBytes + " bytes were not those of the origin");
        Map.of("cold", phases.cold(), "warm", phases.warm(), "change", phases.change(), "kill", phases.kill())
                .forEach((name, phase) -> {
                    check(failures, phase.errors() == 0, name + ": " + phase.errors() + " reads failed");
                    check(
                            failures,
                            phase.socketBytes() >= phase.cacheBytes(),
                            name + ": " + phase.cacheBytes() + " bytes are said to come from the cache, but only "
                                    + phase.socketBytes() + " came through sockets");
                });
        PhaseResult warm = phases.warm();
        check(failures, warm.originBytes() == 0, "warm: the origin sent " + warm.originBytes() + " bytes again");
        Long stale = phases.change().staleReads();
        check(failures, stale != null && stale == 0, "change: " + stale + " clients read the old contents");
        Long lost = phases.kill().lostNodeBytes();
        check(
                failures,
                lost != null && phases.kill().originBytes() <= lost * clients,
                "kill: the origin sent " + phases.kill().originBytes() + " bytes, more than the " + lost
                        + " of the lost node for each of " + clients + " clients");
        failures.sort(null);
        return failures;
    }

    private static void check(List<String> failures, boolean holds, String otherwise) {
        if (!holds) {
            failures.add(otherwise);
        }
    }
}
