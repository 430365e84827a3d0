package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code explain URL}: why a file is cached or is not. */
@Command(
        name = "explain",
        description = {
            "Tells why a file is cached or is not.",
            "Asks the origin and the cluster: whether it may be cached, its record and generation, which node holds what of it, why it was not cached lately, and in one sentence how it is. Changes nothing."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache explain http://files.example.com/images/base.qcow2",
            "  netfs-cache explain --json /mnt/export/sky.exr | jq -r .verdict"
        })
final class ExplainCommand extends FileCommand {
    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    int run(OriginPath at) throws IOException {
        try (ClusterAdmin cluster = client().connectAsOperator()) {
            return explain(at, cluster);
        }
    }

    /** Asks both and prints; that the origin fails is part of the answer. */
    int explain(OriginPath at, ClusterAdmin cluster) throws IOException {
        OriginAnswer answer = OriginAnswer.ask(at.origin(), at.path());
        String volumeKey = at.origin().volumeKey();
        byte[] objectKey = ObjectKeys.of(at);
        Explained explained = Explained.of(url(), volumeKey, objectKey, answer, cluster.explain(volumeKey, objectKey));
        output.print(explained, explained::text);
        return ExitCode.OK;
    }
}
