package io.netfscache.node.store;

import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room in the directory of a store that is not open, by deleting files. That is always safe: a file that is not there
 * is a miss. Files of records that are gone, which nobody reads any more, are the oldest sooner or later. The caller keeps
 * others out of the directory.
 */
public final class StoreTrim {
    private static final Logger log = LoggerFactory.getLogger(StoreTrim.class);

    /**
     * What came of it.
     *
     * @param freed bytes of disk
     * @param left bytes of disk that are still there, at most
     */
    public record Result(long freed, long left) {}

    private record Found(Path path, long bytes, long usedMillis) {
        /** Without the holes that the size of a sparse file counts. */
        Found withoutHoles() {
            return new Found(path, diskBytes(path, bytes), usedMillis);
        }
    }

    private StoreTrim() {}

    /**
     * Deletes the files that have not been used for longest, until the store is at most 70 % full; only when it is more
     * than 90 % full. After a clean stop that is known without a look at the files, and otherwise seldom takes a look into
     * them: with their holes they are larger than what counts, so when that is not too much nothing is.
     *
     * @param maxBytes of disk
     */
    public static Result oldest(Path root, long maxBytes) throws IOException {
        long most = share(maxBytes, StoreLimits.TRIM_ABOVE_PERCENT);
        Map<String, SpaceUsage.Volume> usage = CleanMarker.isTrusted(root) ? SpaceUsage.read(root) : null;
        if (usage != null) {
            long known = usage.values().stream()
                    .mapToLong(SpaceUsage.Volume::diskBytes)
                    .sum();
            if (known <= most) {
                return new Result(0, known);
            }
        }
        List<Found> files = files(root.resolve("volumes"));
        if (sum(files) > most) {
            files.replaceAll(Found::withoutHoles);
        }
        long bytes = sum(files);
        if (bytes <= most) {
            return new Result(0, bytes);
        }
        SpaceUsage.forget(root);
        files.sort(Comparator.comparingLong(Found::usedMillis));
        long goal = share(maxBytes, StoreLimits.TRIM_TO_PERCENT);
        long left = bytes;
        for (Found file : files) {
            if (left <= goal) {
                break;
            }
            Files.deleteIfExists(file.path);
            left -= file.bytes;
        }
        log.atInfo().log("{}: {} of {} bytes were dropped, the oldest, to make room", root, bytes - left, bytes);
        return new Result(bytes - left, left);
    }

    private static long sum(List<Found> files) {
        return files.stream().mapToLong(Found::bytes).sum();
    }

    /** As the ledger counts it, or {@code size} when the file does not say. */
    private static long diskBytes(Path path, long size) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            // Where header and map are is the same for every size of chunks.
            ChunkFile file = new ChunkFile(channel, new ChunkLayout(Limits.DEFAULT_CHUNK_BYTES), Runnable::run);
            ChunkHeader header = file.readHeader();
            if (header == null) {
                return size;
            }
            int bytes = new ChunkLayout(header.chunkBytes())
                    .bytesIn(header.chunk(), header.object().objectSize());
            ChunkMap map = ChunkMap.read(file, ChunkLayout.blocks(bytes), header.dropped(), true);
            return map.presentBytes(bytes) + StoreLimits.CHUNK_OVERHEAD_BYTES;
        } catch (IOException unreadable) {
            log.atDebug().log("{} is taken for full: {}", path, unreadable.getMessage());
            return size;
        }
    }

    private static long share(long bytes, int percent) {
        return bytes - bytes / 100 * (100 - percent);
    }

    /** Drops all volumes: nobody knows the generations of their files any more. The next store deletes them. */
    public static void everything(Path root) throws IOException {
        SpaceUsage.forget(root);
        Path scratch = Files.createDirectories(root.resolve("scratch"));
        int number = 0;
        try (DirectoryStream<Path> graves = Files.newDirectoryStream(scratch)) {
            for (Path grave : graves) {
                String name = grave.getFileName().toString();
                number = name.matches("[0-9]{1,9}") ? Math.max(number, Integer.parseInt(name) + 1) : number;
            }
        }
        try {
            Files.move(
                    root.resolve("volumes"), scratch.resolve(Integer.toString(number)), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException nothing) {
            log.atDebug().log("{} has no volumes", root);
        }
    }

    /** In a bucket of a volume; beside the buckets a volume has its {@link VolumeFile}, which is no room to be made. */
    private static boolean isChunk(Path volumes, Path file) {
        return volumes.relativize(file).getNameCount() == 3;
    }

    private static List<Found> files(Path volumes) throws IOException {
        List<Found> files = new ArrayList<>();
        if (!Files.isDirectory(volumes)) {
            return files;
        }
        Files.walkFileTree(volumes, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                long used = Math.max(
                        attributes.lastModifiedTime().toMillis(),
                        attributes.lastAccessTime().toMillis());
                if (isChunk(volumes, file)) {
                    files.add(new Found(file, attributes.size(), used));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }
}
