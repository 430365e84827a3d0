package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.NodeTraffic;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code volumes}: which exports and servers the cluster knows. */
@Command(
        name = "volumes",
        description = {
            "Lists the volumes.",
            "A volume is what is cached of one file tree or server. Hits, bytes and",
            "latencies are those of all nodes since each of them was started."
        },
        footer = {"%nExamples:", "  netfs-cache volumes", "  netfs-cache volumes --json --limit 100 | jq .volumes[].key"
        })
final class VolumesCommand extends OperatorCommand {
    @Mixin
    private RecordLimit limit = new RecordLimit();

    /** One volume; {@code cookies} is -1 where they were not counted. */
    record Line(
            String key,
            long cookies,
            String generation,
            String coherency,
            boolean fencePending,
            String cache,
            TrafficLine traffic,
            List<NodeLine> nodes) {
        static Line of(VolumeInfo volume) {
            return new Line(
                    volume.key(),
                    volume.cookies(),
                    volume.generation().toString(),
                    volume.coherency().toString(),
                    volume.fencePending(),
                    volume.cacheName(),
                    TrafficLine.of(volume.traffic()),
                    volume.nodes().stream().map(NodeLine::of).toList());
        }

        private String state() {
            return fencePending ? "being invalidated" : "ok";
        }

        private String inCache() {
            return cache.isEmpty() ? "any" : cache;
        }
    }

    /** What one node has read and stored of a volume since it was started. */
    record NodeLine(String node, String address, TrafficLine traffic) {
        static NodeLine of(NodeTraffic of) {
            return new NodeLine(of.node(), of.address(), TrafficLine.of(of.traffic()));
        }
    }

    /**
     * Figures of reads and writes.
     *
     * @param hitRatio 0 to 1; this and the times are absent before the first read
     * @param p99Seconds 99 of 100 reads took less: a power of two of microseconds
     */
    record TrafficLine(
            long reads,
            long readMisses,
            @Nullable Double hitRatio,
            long readBytes,
            long storedBytes,
            @Nullable Double meanSeconds,
            @Nullable Double p99Seconds) {
        static TrafficLine of(Traffic traffic) {
            return new TrafficLine(
                    traffic.reads(),
                    traffic.misses(),
                    traffic.reads() + traffic.misses() == 0
                            ? null
                            : traffic.hitRatio().orElseThrow(),
                    traffic.readBytes(),
                    traffic.storedBytes(),
                    seconds(traffic.meanLatency()),
                    seconds(traffic.latencyBelow(0.99)));
        }

        private static @Nullable Double seconds(Optional<Duration> time) {
            return time.map(some -> some.toNanos() / 1e9).orElse(null);
        }

        private String hits() {
            return hitRatio == null ? "-" : "%.1f%%".formatted(100 * hitRatio);
        }

        private static String millis(@Nullable Double seconds) {
            return seconds == null ? "-" : "%.2f ms".formatted(1000 * seconds);
        }
    }

    record Volumes(List<Line> volumes, boolean more) {
        String table(String hint) {
            if (volumes.isEmpty()) {
                return "no volumes: nothing has been read through the cache yet";
            }
            Table table = new Table(
                    "volume", "files", "hits", "read", "stored", "mean", "p99", "cache", "state", "generation");
            volumes.forEach(line -> table.row(
                    line.key(),
                    line.cookies() < 0 ? "-" : line.cookies(),
                    line.traffic().hits(),
                    ByteSize.format(line.traffic().readBytes()),
                    ByteSize.format(line.traffic().storedBytes()),
                    TrafficLine.millis(line.traffic().meanSeconds()),
                    TrafficLine.millis(line.traffic().p99Seconds()),
                    line.inCache(),
                    line.state(),
                    line.generation()));
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
