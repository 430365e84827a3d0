package io.netfscache.origin;

import io.netfscache.origin.OriginEntry.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at folders; opens no file. */
final class FileListing {
    private FileListing() {}

    /** The entries of a folder by name; of anything else, itself. */
    static List<OriginEntry> of(Path path) throws IOException {
        OriginEntry self = entry(path);
        if (self.kind() != Kind.FOLDER) {
            return List.of(self);
        }
        List<OriginEntry> entries = new ArrayList<>();
        for (Path child : children(path)) {
            try {
                entries.add(entry(child));
            } catch (NoSuchFileException removed) {
                // Since the folder was read.
            }
        }
        entries.sort(Comparator.comparing(OriginEntry::path));
        return entries;
    }

    /** What is in a folder, in no order. */
    static List<Path> children(Path folder) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            List<Path> children = new ArrayList<>();
            stream.forEach(children::add);
            return children;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    static OriginEntry entry(Path path) throws IOException {
        FileLook own = FileLook.at(path, LinkOption.NOFOLLOW_LINKS);
        if (!own.isLink()) {
            return entry(path, own, null);
        }
        String target = Files.readSymbolicLink(path).toString();
        try {
            return entry(path, FileLook.at(path), target);
        } catch (FileSystemException e) {
            // To nothing, to itself, or to where this user must not look: there is nothing at its end to read.
            return new OriginEntry(PathText.of(path), Kind.DANGLING_LINK, -1, own.modified(), target);
        }
    }

    private static OriginEntry entry(Path path, FileLook look, @Nullable String linkTarget) {
        long size = look.isRegular() ? look.size() : -1;
        return new OriginEntry(PathText.of(path), look.kind(), size, look.modified(), linkTarget);
    }
}
