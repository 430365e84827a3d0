package io.netfscache.cli.demo;

import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes files whose sizes and contents follow from a seed. The sizes are those at which mistakes show (none, one byte,
 * around a block, around a frame, a little over one chunk) and then random ones, small ones more often.
 */
final class GeneratedFiles {
    private static final List<Integer> EDGES = List.of(
            0,
            1,
            Limits.BLOCK_BYTES - 1,
            Limits.BLOCK_BYTES,
            Limits.BLOCK_BYTES + 1,
            Limits.MAX_IO_BYTES,
            Limits.MAX_IO_BYTES + 1);
    private static final int FILES_PER_FOLDER = 100;

    private final long seed;

    GeneratedFiles(long seed) {
        this.seed = seed;
    }

    /** Sizes of {@code files} files, in bytes: the edges first, then one of a chunk and 5 bytes, then random ones. */
    List<Integer> sizes(int files, int chunkBytes) {
        List<Integer> sizes = new ArrayList<>(EDGES);
        sizes.add(chunkBytes + 5);
        SplittableRandom random = new SplittableRandom(seed);
        while (sizes.size() < files) {
            sizes.add((int) Math.exp(random.nextDouble() * Math.log(DemoLimits.MAX_RANDOM_FILE_BYTES)));
        }
        return List.copyOf(sizes.subList(0, files));
    }

    /** Writes the files into {@code folder}, a hundred to a sub-folder, all last modified at {@code modified}. */
    void write(Path folder, List<Integer> sizes, FileTime modified) throws IOException {
        for (int index = 0; index < sizes.size(); index++) {
            Path sub = folder.resolve("%02d".formatted(index / FILES_PER_FOLDER));
            Files.createDirectories(sub);
            Path file = sub.resolve("%04d.bin".formatted(index));
            write(file, sizes.get(index), index);
            Files.setLastModifiedTime(file, modified);
        }
    }

    /** Puts other contents of the same size in the place of {@code file}, at once as a whole. */
    void rewrite(Path file, int version) throws IOException {
        Path next = file.resolveSibling("." + file.getFileName() + ".next");
        write(next, (int) Files.size(file), -version);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(Path file, int size, int stream) throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 31 + stream);
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(DemoLimits.BUFFER_BYTES, (size + 7) / 8 * 8));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int left = size; left > 0; left -= buffer.limit()) {
                buffer.clear();
                while (buffer.remaining() >= Long.BYTES) {
                    buffer.putLong(random.nextLong());
                }
                buffer.rewind().limit(Math.min(left, buffer.capacity()));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
    }
}
