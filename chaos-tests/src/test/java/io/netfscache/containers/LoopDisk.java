package io.netfscache.containers;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        AsRoot.run("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", image.toString());
        LoopDisk disk = new LoopDisk(image, folder);
        disk.mount();
        return disk;
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
        AsRoot.run(List.of(0, 32), "umount", folder.toString());
        Files.deleteIfExists(image);
    }
}
