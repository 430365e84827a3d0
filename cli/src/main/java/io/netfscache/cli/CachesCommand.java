package io.netfscache.cli;

import io.netfscache.CacheInfo;
import io.netfscache.ClusterAdmin;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code caches}: the disks that the cluster caches on. */
@Command(
        name = "caches",
        description = {
            "Lists the caches of the nodes.",
            "Of the nodes that answer: what each cache holds, how full its disk is, and why it takes nothing: its disk is nearly full, it was withdrawn with 'netfs-cache cache', or its disk fails."
        },
        footer = {"%nExamples:", "  netfs-cache caches", "  netfs-cache caches --json | jq .caches[].freeBytes"})
final class CachesCommand extends OperatorCommand {
    record Caches(List<CacheInfo> caches) {
        String table() {
            if (caches.isEmpty()) {
                return "no node that answers has a cache directory";
            }
            Table table =
                    new Table("node", "cache", "state", "holds", "limit", "chunks", "free", "of", "bstop", "directory");
            caches.forEach(cache -> table.row(
                    cache.address(),
                    cache.name().isEmpty() ? "-" : cache.name(),
                    cache.state(),
                    ByteSize.format(cache.presentBytes()),
                    cache.maxBytes() == 0 ? "-" : ByteSize.format(cache.maxBytes()),
                    cache.chunks(),
                    cache.diskBytes() == 0 ? "-" : ByteSize.format(cache.freeBytes()),
                    cache.diskBytes() == 0 ? "-" : ByteSize.format(cache.diskBytes()),
                    cache.bstopPercent() + "%",
                    cache.directory()));
            return table.toString();
        }
    }

    @Override
    int ask(ClusterAdmin cluster) throws IOException {
        Caches caches = new Caches(cluster.caches());
        output().print(caches, caches::table);
        return ExitCode.OK;
    }
}
