package io.netfscache.cli;

import io.netfscache.ChunkLocation;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code locate URL}: where the chunks of a file are. */
@Command(
        name = "locate",
        description = {"Shows which node has how much of each chunk of a file.", "Changes nothing."},
        footer = {"%nExample:", "  netfs-cache locate http://files.example.com/images/base.qcow2"})
final class LocateCommand extends FileCommand {
    @Mixin
    private OutputOptions output = new OutputOptions();

    /** One chunk on one node; sizes in bytes. */
    record Chunk(
            int chunk,
            String node,
            String address,
            int presentBlocks,
            int chunkBlocks,
            long presentBytes,
            String generation) {
        static Chunk of(ChunkLocation location) {
            return new Chunk(
                    location.chunk(),
                    location.node().toString(),
                    location.address(),
                    location.presentBlocks(),
                    location.chunkBlocks(),
                    location.presentBytes(),
                    location.generation().toString());
        }
    }

    record Located(String url, List<Chunk> chunks) {
        String table() {
            if (chunks.isEmpty()) {
                return Printable.text(url) + ": no node has anything of it";
            }
            Table table = new Table("chunk", "node", "address", "blocks", "of", "bytes", "generation");
            for (Chunk chunk : chunks) {
                table.row(
                        chunk.chunk(),
                        chunk.node(),
                        chunk.address(),
                        chunk.presentBlocks(),
                        chunk.chunkBlocks(),
                        chunk.presentBytes(),
                        chunk.generation());
            }
            return table.toString();
        }
    }

    @Override
    int run(OriginPath at) throws IOException, InterruptedException {
        try (FsCache cache = client().connect()) {
            // Netfs mounts with no coherency data; others would invalidate the volume.
            Volume volume = cache.acquireVolume(at.origin().volumeKey(), "", new byte[0]);
            List<Chunk> chunks =
                    volume.locate(ObjectKeys.of(at)).stream().map(Chunk::of).toList();
            Located located = new Located(url(), chunks);
            output.print(located, located::table);
        }
        return ExitCode.OK;
    }
}
