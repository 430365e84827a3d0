package io.netfscache.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file {@code clean}: there while no store has the directory and the last one was closed. It names the boot of the
 * machine, because the pages of a store that was closed may still have been on their way to the disk when the machine
 * stopped: after another boot the stop counts as unclean, which costs one checksum per block.
 */
final class CleanMarker {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private CleanMarker() {}

    /** Removes the marker, durably; true when the blocks on disk can be trusted. */
    static boolean take(Path directory) throws IOException {
        Path marker = directory.resolve("clean");
        if (!Files.exists(marker)) {
            return false;
        }
        boolean trusted = isTrusted(directory);
        Files.delete(marker);
        syncDirectory(directory);
        return trusted;
    }

    /** What {@link #take} would say. */
    static boolean isTrusted(Path directory) throws IOException {
        Path marker = directory.resolve("clean");
        String boot = Files.exists(marker) ? Files.readString(marker) : "";
        return !boot.isEmpty() && boot.equals(bootId());
    }

    static void put(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(
                directory.resolve("clean"),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer boot = ByteBuffer.wrap(bootId().getBytes(StandardCharsets.UTF_8));
            while (boot.hasRemaining()) {
                channel.write(boot);
            }
            channel.force(true);
        }
        syncDirectory(directory);
    }

    /** Empty where the machine does not say: then no stop counts as clean. */
    private static String bootId() throws IOException {
        return Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
