package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.NodeReport;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatsRequest;
import io.netfscache.protocol.StatusReport;
import io.netfscache.protocol.StatusRequest;
import io.netfscache.protocol.View;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all nodes of the view at once how they are. */
final class NodeReports {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReports.class);

    private record Asked(
            View.Member member, CompletableFuture<StatusReport> status, CompletableFuture<StatsReport> stats) {}

    private final Nodes nodes;

    NodeReports(Nodes nodes) {
        this.nodes = nodes;
    }

    List<NodeReport> ask() {
        List<Asked> asked = nodes.members().stream().map(this::ask).toList();
        return asked.stream().map(NodeReports::report).toList();
    }

    private Asked ask(View.Member member) {
        CompletableFuture<Connection> node = nodes.to(member);
        return new Asked(
                member,
                node.thenCompose(open -> open.request(new StatusRequest(), StatusReport.class, Limits.READ_DEADLINE)),
                node.thenCompose(open -> open.request(new StatsRequest(), StatsReport.class, Limits.READ_DEADLINE)));
    }

    private static NodeReport report(Asked asked) {
        String address = Addresses.text(asked.member());
        try {
            return new NodeReport(
                    asked.member().id().toString(),
                    address,
                    true,
                    Async.await(asked.status(), Limits.READ_DEADLINE, "status of " + address)
                            .entries(),
                    Async.await(asked.stats(), Limits.READ_DEADLINE, "statistics of " + address)
                            .values());
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("node", address).setCause(e).log("does not answer");
            return new NodeReport("", address, false, Map.of("error", String.valueOf(e.getMessage())), Map.of());
        }
    }
}
