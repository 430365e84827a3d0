package io.netfscache.cli;

import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginEntry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Finds all files at or below a path, folder by folder: what it keeps is the listings of the folders on the way down to
 * where it is. Links to folders are not followed, so that it ends.
 */
final class FileTree {
    /** Hears what is found, in the order of the names. */
    interface Finds {
        /** Whether to go on; asked before each. */
        boolean goOn();

        void file(OriginEntry file) throws InterruptedException;

        /** A special file, or a link to a folder. */
        void skipped(OriginEntry entry);

        /** What cannot be looked into, or a link that leads nowhere. */
        void broken(String path, String why);
    }

    private final Origin origin;
    private final Finds finds;
    private final Deque<Iterator<OriginEntry>> folders = new ArrayDeque<>();

    FileTree(Origin origin, Finds finds) {
        this.origin = origin;
        this.finds = finds;
    }

    void walk(String path) throws InterruptedException {
        descend(path);
        while (!folders.isEmpty() && finds.goOn()) {
            Iterator<OriginEntry> folder = folders.getLast();
            if (folder.hasNext()) {
                visit(folder.next(), path);
            } else {
                folders.removeLast();
            }
        }
    }

    private void visit(OriginEntry entry, String root) throws InterruptedException {
        switch (entry.kind()) {
            case FILE -> finds.file(entry);
            case FOLDER -> {
                if (entry.linkTarget() != null) {
                    finds.skipped(entry);
                } else if (entry.path().equals(root)) {
                    finds.broken(root, "the origin does not list this folder");
                } else {
                    descend(entry.path());
                }
            }
            case SPECIAL -> finds.skipped(entry);
            case DANGLING_LINK -> finds.broken(entry.path(), "leads nowhere: a link to " + entry.linkTarget());
        }
    }

    private void descend(String path) {
        if (folders.size() == CliLimits.MAX_DEPTH) {
            finds.broken(path, "is more than " + CliLimits.MAX_DEPTH + " folders deep");
            return;
        }
        try {
            List<OriginEntry> entries = origin.list(path);
            folders.addLast(entries.iterator());
        } catch (IOException e) {
            finds.broken(path, FailureReport.describe(e));
        }
    }
}
