package io.netfscache.containers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A small disk with a file system of its own (ext4, in a file), so that it can be full or broken for one container alone. */
final class LoopDisk implements AutoCloseable {
    private final Path image;
    private final Path folder;

    private LoopDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Makes the disk and mounts it at {@code folder}, which has to be there. */
    static LoopDisk mount(Path image, Path folder, long bytes) throws IOException {
        LoopDisk disk = new LoopDisk(image, folder);
        try {
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(bytes);
            }
            AsRoot.run("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image.toString());
            disk.mount();
            return disk;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(image);
            throw e;
        }
    }

    /** Takes off all disks that are mounted in {@code folder}: one that is there would be emptied with it. */
    static void unmountAllIn(Path folder) throws IOException {
        for (String place : mountsIn(folder)) {
            AsRoot.run("umount", place);
        }
    }

    private static List<String> mountsIn(Path folder) throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" ", -1)[1])
                    .filter(place -> Path.of(place).startsWith(folder))
                    .toList();
        }
    }

    private void mount() {
        AsRoot.run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
    }

    /** Leaves no byte free. */
    void fill() {
        // dd ends with 1 when the disk is full, which is the point.
        AsRoot.run(List.of(1), "dd", "if=/dev/zero", "of=" + folder.resolve("filler"), "bs=64k");
        AsRoot.run("sync", "-f", folder.toString());
    }

    /** Takes back what {@link #fill} has taken. */
    void makeRoom() {
        AsRoot.run("rm", "-f", folder.resolve("filler").toString());
    }

    /** What the kernel does after an error of the device: open files or not, nothing can be written any more. */
    void breakDown() {
        String device = Path.of(AsRoot.run("findmnt", "-n", "-o", "SOURCE", folder.toString())
                        .strip())
                .getFileName()
                .toString();
        AsRoot.run("sh", "-c", "echo 1 > /sys/fs/ext4/" + device + "/trigger_fs_error");
    }

    /** Whether the kernel refuses to write to it. */
    boolean isReadOnly() {
        return !AsRoot.run(List.of(0, 1), "touch", folder.resolve("touched").toString())
                .isEmpty();
    }

    /** What an operator does: takes it off, checks it, mounts it again. Nobody may have files of it open. */
    void repair() {
        AsRoot.run("umount", folder.toString());
        AsRoot.run(List.of(0, 1), "e2fsck", "-f", "-y", image.toString());
        mount();
    }

    @Override
    public void close() throws IOException {
        unmountAllIn(folder);
        Files.deleteIfExists(image);
    }
}
