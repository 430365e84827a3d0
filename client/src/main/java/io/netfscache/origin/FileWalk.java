package io.netfscache.origin;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The regular files at or below a path, in the order of their paths. Holds the names of the folders from the start down to
 * where it is, and no open file. As cp -RH does, it follows the start if that is a link; below it follows links to files
 * but not to folders, so that it comes to an end. Other links and special files have nothing to read and are left out.
 */
final class FileWalk implements Iterator<String> {
    private record Found(String path, boolean folder) {
        /** Puts what is in a folder where the paths of its files belong. */
        String sortKey() {
            return folder ? path + "/" : path;
        }
    }

    private final Deque<Iterator<Found>> folders = new ArrayDeque<>();
    private final BiConsumer<String, IOException> problem;
    private @Nullable String next;

    /** @param problem takes each path below the start that cannot be looked at, and why */
    FileWalk(Path start, BiConsumer<String, IOException> problem) throws IOException {
        this.problem = problem;
        FileLook look = FileLook.at(start);
        if (look.isFolder()) {
            folders.push(entries(start));
        } else if (look.isRegular()) {
            folders.push(List.of(new Found(PathText.of(start), false)).iterator());
        } else {
            throw new FileSystemException(
                    PathText.of(start), null, "is " + look.kindInWords() + ", not a regular file");
        }
    }

    private Iterator<Found> entries(Path folder) throws IOException {
        List<Found> entries = new ArrayList<>();
        for (Path path : FileListing.children(folder)) {
            Found found = find(path);
            if (found != null) {
                entries.add(found);
            }
        }
        entries.sort(Comparator.comparing(Found::sortKey));
        return entries.iterator();
    }

    private @Nullable Found find(Path path) {
        try {
            FileLook own = FileLook.at(path, LinkOption.NOFOLLOW_LINKS);
            if (own.isLink()) {
                return leadsToFile(path) ? new Found(PathText.of(path), false) : null;
            }
            return own.isRegular() || own.isFolder() ? new Found(PathText.of(path), own.isFolder()) : null;
        } catch (NoSuchFileException e) {
            // Removed since the folder was read.
            return null;
        } catch (IOException e) {
            problem.accept(PathText.of(path), e);
            return null;
        }
    }

    private static boolean leadsToFile(Path link) throws IOException {
        try {
            return FileLook.at(link).isRegular();
        } catch (FileSystemException e) {
            // To nothing, to itself, or to where this user must not look.
            return false;
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && !folders.isEmpty()) {
            Iterator<Found> here = folders.getFirst();
            if (!here.hasNext()) {
                folders.pop();
                continue;
            }
            Found found = here.next();
            if (found.folder()) {
                enter(found.path());
            } else {
                next = found.path();
            }
        }
        return next != null;
    }

    private void enter(String folder) {
        try {
            folders.push(entries(PathText.parse(folder)));
        } catch (NoSuchFileException removed) {
            // Since its own folder was read; what was in it is gone too.
        } catch (IOException e) {
            problem.accept(folder, e);
        }
    }

    @Override
    public String next() {
        String found = hasNext() ? next : null;
        if (found == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return found;
    }
}
