package io.netfscache.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Writes a tar.gz whose bytes depend on the entries alone: not on who builds where and when, nor on the order and the
 * permissions of files on disk.
 */
final class Archive {
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;

    private Archive() {}

    /** @param folder the one folder at the top, in which all is */
    static void write(Path archive, String folder, List<Entry> entries, Instant timestamp) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new GzipCompressorOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), gzip()),
                StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (String each : folders(folder, entries)) {
                add(tar, new TarArchiveEntry(each + "/"), EXECUTABLE, timestamp);
                tar.closeArchiveEntry();
            }
            for (Entry entry : sorted(entries)) {
                add(tar, folder + "/" + entry.path(), entry, timestamp);
            }
        }
    }

    private static GzipParameters gzip() {
        GzipParameters parameters = new GzipParameters();
        parameters.setModificationInstant(Instant.EPOCH);
        return parameters;
    }

    static List<Entry> sorted(List<Entry> entries) {
        return entries.stream().sorted(Comparator.comparing(Entry::path)).toList();
    }

    private static SortedSet<String> folders(String top, List<Entry> entries) {
        SortedSet<String> folders = new TreeSet<>();
        folders.add(top);
        for (Entry entry : entries) {
            for (int at = entry.path().indexOf('/'); at >= 0; at = entry.path().indexOf('/', at + 1)) {
                folders.add(top + "/" + entry.path().substring(0, at));
            }
        }
        return folders;
    }

    private static void add(TarArchiveOutputStream tar, String name, Entry entry, Instant timestamp)
            throws IOException {
        if (entry.content() instanceof Entry.Link link) {
            TarArchiveEntry header = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            header.setLinkName(link.target());
            add(tar, header, 0777, timestamp);
        } else if (entry.content() instanceof Entry.Stored file) {
            TarArchiveEntry header = new TarArchiveEntry(name);
            header.setSize(file.size());
            add(tar, header, entry.executable() ? EXECUTABLE : PLAIN, timestamp);
            try (InputStream in = file.open()) {
                in.transferTo(tar);
            }
        }
        tar.closeArchiveEntry();
    }

    private static void add(TarArchiveOutputStream tar, TarArchiveEntry header, int mode, Instant timestamp)
            throws IOException {
        header.setMode(mode);
        header.setLastModifiedTime(FileTime.from(timestamp));
        header.setIds(0, 0);
        header.setNames("root", "root");
        tar.putArchiveEntry(header);
    }
}
