package io.netfscache.node.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The directories of a store: {@code volumes/<volume>/<bucket>/<key>.<chunk>}, and {@code scratch} for files in the
 * making and volumes that wait for their deletion, both numbered. Beside its buckets a volume has its {@link VolumeFile}.
 */
final class ChunkFiles {
    /** Writes what a new file begins with. */
    interface Contents {
        void writeTo(ChunkFile file) throws IOException;
    }

    private final Path volumes;
    private final Path scratch;
    private final ChunkLayout layout;
    private final Executor background;
    private final List<Path> leftovers;
    private final AtomicLong nextNumber = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();

    ChunkFiles(Path root, ChunkLayout layout, Executor background) throws IOException {
        this.volumes = Files.createDirectories(root.resolve("volumes"));
        this.scratch = Files.createDirectories(root.resolve("scratch"));
        this.layout = layout;
        this.background = background;
        this.leftovers = list(scratch);
        for (Path leftover : leftovers) {
            nextNumber.accumulateAndGet(numberOf(leftover) + 1, Math::max);
        }
    }

    private static long numberOf(Path file) {
        String name = file.getFileName().toString();
        return name.matches("[0-9]{1,18}") ? Long.parseLong(name) : -1;
    }

    /** What an earlier run left in scratch. */
    List<Path> leftovers() {
        return leftovers;
    }

    /** Null when there is no such file. */
    @Nullable
    ChunkFile open(ChunkName name) throws IOException {
        try {
            return file(FileChannel.open(name.in(volumes), StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private ChunkFile file(FileChannel channel) {
        open.incrementAndGet();
        return new ChunkFile(channel, layout, background, open::decrementAndGet);
    }

    /** Chunk files that somebody has open. */
    int open() {
        return open.get();
    }

    /** Makes a file and puts it in its place, over one that is there. The caller is its user. */
    ChunkFile create(ChunkName name, Contents contents) throws IOException {
        Path draft = nextScratch();
        ChunkFile file = file(FileChannel.open(
                draft, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        boolean done = false;
        try {
            contents.writeTo(file);
            rename(draft, name.in(volumes));
            done = true;
        } finally {
            if (!done) {
                file.release();
                Files.deleteIfExists(draft);
            }
        }
        return file;
    }

    private static void rename(Path draft, Path target) throws IOException {
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(target.getParent());
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    boolean has(ChunkName name) {
        return Files.exists(name.in(volumes));
    }

    void delete(ChunkName name) throws IOException {
        Files.deleteIfExists(name.in(volumes));
    }

    /** The chunk files of the object of {@code name}. */
    List<ChunkName> chunksOf(ChunkName name) throws IOException {
        return chunksIn(name.volume(), name.bucket(), name.key() + ".").stream()
                .filter(found -> found.key().equals(name.key()))
                .toList();
    }

    List<ChunkName> chunksIn(String volume, String bucket) throws IOException {
        return chunksIn(volume, bucket, "");
    }

    private List<ChunkName> chunksIn(String volume, String bucket, String prefix) throws IOException {
        List<ChunkName> found = new ArrayList<>();
        Path directory = volumes.resolve(volume).resolve(bucket);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> file.getFileName().toString().startsWith(prefix))) {
            for (Path file : files) {
                ChunkName name =
                        ChunkName.parse(volume, bucket, file.getFileName().toString());
                if (name != null) {
                    found.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return found;
    }

    List<String> volumes() throws IOException {
        return names(volumes);
    }

    List<String> buckets(String volume) throws IOException {
        return names(volumes.resolve(volume)).stream()
                .filter(ChunkName::isBucket)
                .toList();
    }

    /** Takes a volume out of the way in one step; null when it is not there. {@link #deleteTree} does the rest. */
    @Nullable
    Path bury(String volume) throws IOException {
        if (volume.isEmpty()) {
            throw new IllegalArgumentException("a volume without a name would be the folder of all volumes");
        }
        Path grave = nextScratch();
        try {
            Files.move(volumes.resolve(volume), grave, StandardCopyOption.ATOMIC_MOVE);
            return grave;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Symbolic links are removed, not followed. */
    static void deleteTree(Path tree) throws IOException {
        if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : list(tree)) {
                deleteTree(entry);
            }
        }
        Files.deleteIfExists(tree);
    }

    private Path nextScratch() {
        return scratch.resolve(Long.toString(nextNumber.getAndIncrement()));
    }

    private static List<String> names(Path directory) throws IOException {
        return list(directory).stream()
                .map(entry -> entry.getFileName().toString())
                .toList();
    }

    private static List<Path> list(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            List<Path> found = new ArrayList<>();
            entries.forEach(found::add);
            return found;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
