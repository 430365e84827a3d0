package io.netfscache.node.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second node or store, of this or another process, out of a directory, by the lock on a file in it. Goes with the
 * process.
 *
 * <p>The kernel drops all locks that a process has on a file as soon as the process closes any descriptor of it. So a file
 * that this process has locked must not even be opened a second time, and which these are is known here, for the whole
 * process, as the kernel's locks are the whole process's.
 */
public final class DirectoryLock implements Closeable {
    /** The files that this process has locked, or is about to: what the file system knows them by, however they are named. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Object file;
    private final FileChannel channel;

    private DirectoryLock(Object file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock; makes the file where it is missing.
     *
     * @return null when somebody else has it
     * @throws IOException when the file cannot be made or opened
     */
    public static @Nullable DirectoryLock tryTake(Path path) throws IOException {
        Object file = identity(path);
        if (!HELD.add(file)) {
            return null;
        }
        DirectoryLock lock = null;
        try {
            lock = open(file, path);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
    }

    private static @Nullable DirectoryLock open(Object file, Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            return locked ? new DirectoryLock(file, channel) : null;
        } catch (OverlappingFileLockException loadedTwice) {
            // This class is there twice, in two class loaders, and the other one has it.
            return null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static Object identity(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException usual) {
            // it stays when the lock goes
        }
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath() : key;
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
