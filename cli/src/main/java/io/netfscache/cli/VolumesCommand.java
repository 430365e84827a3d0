package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.VolumeInfo;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code volumes}: which exports and servers the cluster knows. */
@Command(
        name = "volumes",
        description = {"Lists the volumes.", "A volume is what is cached of one file tree or server."},
        footer = {"%nExamples:", "  netfs-cache volumes", "  netfs-cache volumes --json --limit 100 | jq .volumes[].key"
        })
final class VolumesCommand extends OperatorCommand {
    @Mixin
    private RecordLimit limit = new RecordLimit();

    /** One volume; {@code cookies} is -1 where they were not counted. */
    record Line(String key, long cookies, String generation, String coherency, boolean fencePending) {
        static Line of(VolumeInfo volume) {
            return new Line(
                    volume.key(),
                    volume.cookies(),
                    volume.generation().toString(),
                    volume.coherency().toString(),
                    volume.fencePending());
        }

        private String state() {
            return fencePending ? "being invalidated" : "ok";
        }
    }

    record Volumes(List<Line> volumes, boolean more) {
        String table(String hint) {
            if (volumes.isEmpty()) {
                return "no volumes: nothing has been read through the cache yet";
            }
            Table table = new Table("volume", "files", "state", "generation");
            volumes.forEach(line ->
                    table.row(line.key(), line.cookies() < 0 ? "-" : line.cookies(), line.state(), line.generation()));
            return table + hint;
        }
    }

    @Override
    int ask(ClusterAdmin cluster) throws IOException {
        List<VolumeInfo> found = cluster.volumes(limit.toAsk());
        Volumes volumes = new Volumes(limit.first(found).stream().map(Line::of).toList(), limit.cuts(found));
        output().print(volumes, () -> volumes.table(limit.hint(found)));
        return ExitCode.OK;
    }
}
