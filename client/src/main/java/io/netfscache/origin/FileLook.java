package io.netfscache.origin;

import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one stat(2) says.
 *
 * @param mode type and permissions
 * @param size in bytes
 * @param modifiedNanos when the contents were last written, in nanoseconds since 1970; anybody may set it
 * @param changedNanos when anything of it was last changed; the kernel's own
 * @param device major and minor number of its filesystem, as {@code 8:1}
 */
record FileLook(int mode, long size, long inode, long modifiedNanos, long changedNanos, String device) {
    private static final String WANTED = "unix:mode,size,ino,dev,lastModifiedTime,ctime";
    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int FOLDER = 0040000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int SOCKET = 0140000;

    static FileLook at(Path path, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, WANTED, options);
        return new FileLook(
                attribute(attributes, "mode", Integer.class),
                attribute(attributes, "size", Long.class),
                attribute(attributes, "ino", Long.class),
                nanos(attribute(attributes, "lastModifiedTime", FileTime.class)),
                nanos(attribute(attributes, "ctime", FileTime.class)),
                device(attribute(attributes, "dev", Long.class)));
    }

    private static <T> T attribute(Map<String, Object> attributes, String name, Class<T> type) throws IOException {
        Object value = attributes.get(name);
        if (!type.isInstance(value)) {
            throw new IOException("the filesystem gives no attribute \"" + name + "\": " + value);
        }
        return type.cast(value);
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** As the C library packs it. */
    private static String device(long dev) {
        long major = (dev >>> 8 & 0xfff) | (dev >>> 32 & 0xfffff000L);
        long minor = (dev & 0xff) | (dev >>> 12 & 0xffffff00L);
        return major + ":" + minor;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    /** Of what a link leads to, and never of a link. */
    Kind kind() {
        return isRegular() ? Kind.FILE : isFolder() ? Kind.FOLDER : Kind.SPECIAL;
    }

    /** What it is, for messages. */
    String kindInWords() {
        return switch (mode & TYPE) {
            case PIPE -> "a named pipe";
            case CHARACTER_DEVICE -> "a character device";
            case FOLDER -> "a folder";
            case BLOCK_DEVICE -> "a block device";
            case REGULAR -> "a regular file";
            case LINK -> "a symbolic link";
            case SOCKET -> "a socket";
            default -> "of an unknown type";
        };
    }

    Instant modified() {
        return Instant.ofEpochSecond(0, modifiedNanos);
    }

    /** Coherency data: both times, the size and the inode number. */
    Bytes aux() {
        return Bytes.of(ByteBuffer.allocate(32)
                .putLong(modifiedNanos)
                .putLong(changedNanos)
                .putLong(size)
                .putLong(inode)
                .array());
    }

    /** When the file of that coherency data was last seen to change. A back-dated mtime says nothing; ctime cannot be set. */
    static Instant lastChange(Bytes aux) {
        ByteBuffer times = ByteBuffer.wrap(aux.toArray());
        return Instant.ofEpochSecond(0, Math.max(times.getLong(), times.getLong()));
    }
}
