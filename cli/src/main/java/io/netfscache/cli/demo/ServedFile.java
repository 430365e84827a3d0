package io.netfscache.cli.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * One version of a file, as the origin server describes it.
 *
 * @param size in bytes
 * @param entityTag changes with the modification time, the size and the inode
 * @param lastModified as HTTP writes a date
 */
record ServedFile(long size, String entityTag, String lastModified) {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String ATTRIBUTES =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                    ? "unix:lastModifiedTime,size,ino"
                    : "lastModifiedTime,size";
    private static final int OPEN_ATTEMPTS = 5;

    /** An open file and what is to be said of it. Whoever opened it closes the channel. */
    record Opened(ServedFile file, FileChannel channel) {}

    static ServedFile describe(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES);
        FileTime modified = (FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"));
        long size = (Long) Objects.requireNonNull(attributes.get("size"));
        String tag = '"'
                + Long.toHexString(modified.to(TimeUnit.NANOSECONDS))
                + '-'
                + Long.toHexString(size)
                + '-'
                + attributes.getOrDefault("ino", "")
                + '"';
        return new ServedFile(size, tag, HTTP_DATE.format(modified.toInstant()));
    }

    /** Opens the file so that description and contents are of one version although it may be replaced meanwhile. */
    static Opened open(Path file) throws IOException {
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            ServedFile before = describe(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            if (describe(file).equals(before)) {
                return new Opened(before, channel);
            }
            channel.close();
        }
        throw new IOException(file + " is replaced again and again");
    }
}
