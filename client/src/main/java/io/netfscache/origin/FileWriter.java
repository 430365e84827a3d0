package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Writes a local file in place. The path is looked at again at the end: if it names another file by then, the bytes went
 * into one that nobody finds any more.
 */
final class FileWriter implements OriginWriter {
    /** What the path, without links, names now. */
    interface Look {
        FileLook at(Path file) throws IOException;
    }

    /** What the origin makes of that. */
    interface Attributes {
        OriginAttributes of(FileLook look) throws IOException;
    }

    private final Path file;
    private final FileChannel channel;
    private final FileLook opened;
    private final long newSize;
    private final Look look;
    private final Attributes attributes;

    /**
     * @param file without links
     * @param opened what the path named when the channel was opened
     */
    FileWriter(Path file, FileChannel channel, FileLook opened, long newSize, Look look, Attributes attributes) {
        this.file = file;
        this.channel = channel;
        this.opened = opened;
        this.newSize = newSize;
        this.look = look;
        this.attributes = attributes;
    }

    @Override
    public boolean inPlace() {
        return true;
    }

    @Override
    public int write(long position, ByteBuffer from) throws IOException {
        int n = named(() -> channel.write(from, position));
        if (n <= 0 && from.hasRemaining()) {
            throw new FileSystemException(PathText.of(file), null, "takes no bytes at " + position);
        }
        return n;
    }

    @Override
    public OriginAttributes commit(boolean durable) throws IOException {
        named(this::resize);
        if (durable) {
            named(() -> {
                channel.force(true);
                return channel;
            });
            // It may have been made just before.
            FileChanges.persist(file.getParent());
        }
        FileLook now;
        try {
            now = look.at(file);
        } catch (NoSuchFileException e) {
            throw new OriginChangedException(PathText.of(file) + " was deleted by somebody else while it was written");
        }
        if (now.inode() != opened.inode() || !now.device().equals(opened.device())) {
            throw new OriginChangedException(
                    PathText.of(file) + " was exchanged by somebody else while it was written");
        }
        if (now.size() != newSize) {
            throw new OriginChangedException(PathText.of(file) + " has " + now.size()
                    + " bytes: somebody else has given it another size than " + newSize);
        }
        return attributes.of(now);
    }

    /**
     * What grows is a hole up to its last byte, which is new. A size that neither the file nor this writer had is somebody
     * else's: cutting off, or filling up, what he has made would lose it.
     */
    private FileChannel resize() throws IOException {
        long size = channel.size();
        if (size > Math.max(opened.size(), newSize) || size < Math.min(opened.size(), newSize)) {
            throw new OriginChangedException(PathText.of(file) + " has " + size
                    + " bytes: somebody else has given it another size than " + opened.size());
        }
        if (size > newSize) {
            channel.truncate(newSize);
        } else if (size < newSize) {
            ByteBuffer last = ByteBuffer.allocate(1);
            while (last.hasRemaining()) {
                write(newSize - 1, last);
            }
        }
        return channel;
    }

    /** The system's errors ("No space left on device") do not say of what. */
    private <T> T named(FileChanges.Act<T> act) throws IOException {
        try {
            return act.run();
        } catch (FileSystemException | OriginChangedException | java.nio.channels.ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(PathText.of(file), null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }

    @Override
    public void close() throws IOException {
        named(() -> {
            channel.close();
            return channel;
        });
    }
}
