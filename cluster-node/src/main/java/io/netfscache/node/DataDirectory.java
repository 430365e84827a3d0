package io.netfscache.node;

import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A node's data directory, locked for as long as this is open, and the node id that is kept in it. */
final class DataDirectory implements AutoCloseable {
    /** The one cache of a node, until named caches are configured. */
    static final String DEFAULT_CACHE = "default";

    private final Path path;
    private final FileChannel lockFile;
    private final NodeId id;
    private final boolean isNew;

    private DataDirectory(Path path, FileChannel lockFile, NodeId id, boolean isNew) {
        this.path = path;
        this.lockFile = lockFile;
        this.id = id;
        this.isNew = isNew;
    }

    /**
     * @throws DirectoryInUseException when somebody else has it
     * @throws IOException when it cannot be made, written or locked; the message names it and says what to do
     */
    static DataDirectory open(Path path, RandomGenerator random) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new IOException("cannot make the data directory " + path + ": " + e, e);
        }
        FileChannel lockFile = lock(path);
        boolean opened = false;
        try {
            Path idFile = path.resolve("node-id");
            boolean isNew = !Files.exists(idFile);
            DataDirectory directory = new DataDirectory(path, lockFile, readOrMakeId(idFile, random), isNew);
            opened = true;
            return directory;
        } finally {
            if (!opened) {
                lockFile.close();
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("cannot write in the data directory " + path + ": " + e, e);
        }
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            // another node of this process has it
        }
        if (lock == null) {
            channel.close();
            throw new DirectoryInUseException("the data directory " + path
                    + " is in use by another node: stop that one or give this one a directory of its own");
        }
        return channel;
    }

    private static NodeId readOrMakeId(Path file, RandomGenerator random) throws IOException {
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            try {
                return NodeId.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        "the node id in " + file + " is damaged: " + e.getMessage()
                                + "; delete the file to give the node a new one",
                        e);
            }
        }
        NodeId id = new NodeId(random.nextLong(), random.nextLong());
        Path written = file.resolveSibling("node-id.new");
        Files.writeString(written, id + "\n");
        force(written);
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(written, file);
        }
        return id;
    }

    /** An empty file after a loss of power would be a damaged one. */
    static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    NodeId id() {
        return id;
    }

    /** Whether the id was made when this was opened: no node of this id has run before. */
    boolean isNew() {
        return isNew;
    }

    Path path() {
        return path;
    }

    Path cache(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
