package io.netfscache.node;

import io.netfscache.node.store.DirectoryLock;
import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A node's data directory, locked for as long as this is open: the version of its format, the name of the cluster that it
 * belongs to, and the node id, each in a file of one line.
 */
final class DataDirectory implements AutoCloseable {
    /** The newest format that this program reads; directories of a program that did not write it down have 1. */
    static final int FORMAT = 1;

    private final Path path;
    private final DirectoryLock lock;
    private final String clusterName;
    private @Nullable NodeId id;
    private boolean isNew;

    private DataDirectory(Path path, DirectoryLock lock, String clusterName) {
        this.path = path;
        this.lock = lock;
        this.clusterName = clusterName;
    }

    /**
     * Opens the directory and makes it where it is missing.
     *
     * @throws DirectoryInUseException when somebody else has it
     * @throws IOException when it cannot be made, written or locked, or is not of this program or this cluster; the
     *     message names it and says what to do
     */
    static DataDirectory open(Path path, String clusterName, RandomGenerator random) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new IOException(
                    "cannot make the data directory " + path + ": " + Reasons.of(e)
                            + "; make it for the user that runs the node, or choose another with --data",
                    e);
        }
        DataDirectory directory = new DataDirectory(path, lock(path), clusterName);
        boolean opened = false;
        try {
            directory.checkFormat();
            directory.checkCluster();
            directory.readOrMakeId(random);
            opened = true;
            return directory;
        } finally {
            if (!opened) {
                directory.close();
            }
        }
    }

    private static DirectoryLock lock(Path path) throws IOException {
        DirectoryLock lock;
        try {
            lock = DirectoryLock.tryTake(path.resolve("node.lock"));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        if (lock == null) {
            throw new DirectoryInUseException("the data directory " + path
                    + " is in use by another node: stop that one or give this one a directory of its own");
        }
        return lock;
    }

    private void checkFormat() throws IOException {
        Path file = path.resolve("format");
        String written = readLine(file);
        if (written == null) {
            write(file, Integer.toString(FORMAT));
            return;
        }
        if (!written.matches("[0-9]{1,9}")) {
            throw new IOException("the format in " + file + " is damaged: \"" + written
                    + "\" is no version; give the node an empty data directory");
        }
        if (Integer.parseInt(written) > FORMAT) {
            throw new IOException("the data directory " + path + " has format " + written
                    + ", and this netfs-cache reads formats up to " + FORMAT
                    + ": run the newer version that wrote it, or give the node an empty data directory");
        }
    }

    private void checkCluster() throws IOException {
        String written = readLine(clusterFile());
        if (written != null && !written.equals(clusterName)) {
            throw new IOException("the data directory " + path + " belongs to cluster \"" + written
                    + "\", and this node is of cluster \"" + clusterName
                    + "\": set --cluster-name to the former, or give the node an empty data directory");
        }
    }

    private Path clusterFile() {
        return path.resolve("cluster-name");
    }

    /**
     * The node is one of its cluster: from now on the directory is of no other. Not before, so that a name with a mistake
     * in it does not stick.
     */
    void joined() throws IOException {
        if (readLine(clusterFile()) == null) {
            write(clusterFile(), clusterName);
        }
    }

    private void readOrMakeId(RandomGenerator random) throws IOException {
        Path file = path.resolve("node-id");
        String written = readLine(file);
        if (written == null) {
            id = new NodeId(random.nextLong(), random.nextLong());
            isNew = true;
            write(file, id.toString());
            return;
        }
        try {
            id = NodeId.parse(written);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the node id in " + file + " is damaged: " + e.getMessage()
                            + "; delete the file to give the node a new one",
                    e);
        }
    }

    private @Nullable String readLine(Path file) throws IOException {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            throw new IOException(
                    "cannot read " + file + ": " + Reasons.of(e) + "; the user that runs the node must own it", e);
        }
    }

    private void write(Path file, String line) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(written, line + "\n");
            force(written);
            try {
                Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(written, file);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** What to tell people when something in the directory cannot be written. */
    IOException unwritable(IOException cause) {
        return unwritable(path, cause);
    }

    private static IOException unwritable(Path path, IOException cause) {
        return unwritable("data directory", path, cause);
    }

    /** As {@link #unwritable(IOException)}, for another directory of the node. */
    static IOException unwritable(String what, Path path, IOException cause) {
        return new IOException(
                "cannot write in the " + what + " " + path + ": " + Reasons.of(cause)
                        + "; it takes a disk with free space and a directory that the user that runs the node owns",
                cause);
    }

    /** An empty file after a loss of power would be a damaged one. */
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    NodeId id() {
        if (id == null) {
            throw new IllegalStateException("not open yet");
        }
        return id;
    }

    /** Whether the id was made when this was opened: no node of this id has run before. */
    boolean isNew() {
        return isNew;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
