package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.ObjectHolding;
import io.netfscache.cli.OutputOptions.Failure;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cull URL...}: makes room by deleting what is stored of files. */
@Command(
        name = "cull",
        description = {
            "Deletes what the nodes have stored of files that no client uses.",
            "The next reader fills them again from the origin. A file that is in use is refused, as 'netfs-cache inuse' tells. For a file that has changed there is 'netfs-cache invalidate'."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache cull http://files.example.com/images/base.qcow2",
            "  netfs-cache cull /mnt/export/scene-41/a.exr /mnt/export/scene-41/b.exr"
        })
final class CullCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Files: http: or file: URLs, or paths.")
    private List<String> urls = List.of();

    private final List<Culled> culled = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    /** One file; {@code nodes} had something of it and do not any more. */
    record Culled(String url, int nodes) {
        private String text() {
            String what = nodes == 0 ? "nothing was stored" : "culled on " + nodes + (nodes == 1 ? " node" : " nodes");
            return Printable.text(url) + ": " + what;
        }
    }

    /** Everything that was asked for. */
    record AllCulled(List<Culled> files, List<Failure> failures) {}

    @Override
    public Integer call() throws IOException {
        List<OriginPath> at = urls.stream().map(client::resolve).toList();
        try (ClusterAdmin cluster = client.connectAsOperator()) {
            return cull(at, cluster);
        }
    }

    /** Culls and prints; what cannot be culled keeps nothing else from being. */
    int cull(List<OriginPath> at, ClusterAdmin cluster) throws IOException {
        for (int i = 0; i < at.size(); i++) {
            String url = Printable.withoutUserInfo(urls.get(i));
            try (Origin origin = at.get(i).origin()) {
                cull(url, cluster.cull(origin.volumeKey(), ObjectKeys.of(at.get(i))));
            } catch (IOException e) {
                failures.add(new Failure(url, FailureReport.describe(e)));
            }
        }
        if (output.json()) {
            output.print(new AllCulled(culled, failures), () -> "");
        } else {
            for (Culled file : culled) {
                output.println(file.text());
            }
        }
        output.failures(failures, failures.size());
        return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void cull(String url, List<ObjectHolding> nodes) {
        culled.add(new Culled(
                url, (int) nodes.stream().filter(ObjectHolding::stored).count()));
        nodes.stream()
                .filter(node -> !node.reachable())
                .forEach(node -> failures.add(
                        new Failure(url, "node " + node.address() + " does not answer and keeps what it has")));
    }
}
