package io.netfscache.nio;

import io.netfscache.netfs.OpenMode;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a channel is asked for, checked.
 *
 * @param links whether a symbolic link is followed
 */
record OpenRequest(boolean read, boolean append, Set<OpenMode> modes, boolean links) {
    /**
     * @throws UnsupportedOperationException for an option that there is not; names it
     * @throws IllegalArgumentException for options that exclude each other
     */
    static OpenRequest of(Set<? extends OpenOption> options) {
        for (OpenOption option : options) {
            boolean known = option instanceof StandardOpenOption || option == LinkOption.NOFOLLOW_LINKS;
            if (!known || option == StandardOpenOption.DELETE_ON_CLOSE) {
                throw new UnsupportedOperationException("netfs: files cannot be opened with " + option);
            }
        }
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean write = append || options.contains(StandardOpenOption.WRITE);
        boolean read = options.contains(StandardOpenOption.READ) || !write;
        if (append
                && (options.contains(StandardOpenOption.READ)
                        || options.contains(StandardOpenOption.TRUNCATE_EXISTING))) {
            throw new IllegalArgumentException("APPEND goes neither with READ nor with TRUNCATE_EXISTING");
        }
        return new OpenRequest(
                read, append, write ? modes(options) : Set.of(), !options.contains(LinkOption.NOFOLLOW_LINKS));
    }

    private static Set<OpenMode> modes(Set<? extends OpenOption> options) {
        EnumSet<OpenMode> modes = EnumSet.of(OpenMode.WRITE);
        if (options.contains(StandardOpenOption.CREATE_NEW)) {
            modes.add(OpenMode.CREATE_NEW);
        } else if (options.contains(StandardOpenOption.CREATE)) {
            modes.add(OpenMode.CREATE);
        }
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            modes.add(OpenMode.TRUNCATE);
        }
        if (options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC)) {
            modes.add(OpenMode.SYNC);
        }
        return modes;
    }

    boolean write() {
        return modes.contains(OpenMode.WRITE);
    }
}
