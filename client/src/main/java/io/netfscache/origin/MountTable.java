package io.netfscache.origin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was mounted where when /proc/self/mountinfo was read; its format is in proc_pid_mountinfo(5). */
final class MountTable {
    private static final int FIRST_OPTIONAL_FIELD = 6;

    private final List<Mount> mounts;
    private final Set<Integer> ids = new HashSet<>();

    private MountTable(List<Mount> mounts) {
        this.mounts = mounts;
        mounts.forEach(mount -> ids.add(mount.id()));
    }

    /** Reads the text of a mountinfo, one byte to a character. Lines that it does not understand are left out. */
    static MountTable parse(String mountinfo) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : mountinfo.split("\n", -1)) {
            Mount mount = mount(line.split(" ", -1));
            if (mount != null) {
                mounts.add(mount);
            }
        }
        return new MountTable(List.copyOf(mounts));
    }

    private static @Nullable Mount mount(String[] fields) {
        int separator = FIRST_OPTIONAL_FIELD;
        while (separator < fields.length && !fields[separator].equals("-")) {
            separator++;
        }
        if (separator + 2 >= fields.length) {
            return null;
        }
        try {
            return new Mount(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    fields[2],
                    unescaped(fields[3]),
                    unescaped(fields[4]),
                    unescaped(fields[separator + 1]),
                    unescaped(fields[separator + 2]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Space, tab, newline and backslash stand there as a backslash and three octal digits. */
    private static String unescaped(String field) {
        StringBuilder plain = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            String octal = field.charAt(i) == '\\' && i + 3 < field.length() ? field.substring(i + 1, i + 4) : "";
            if (octal.matches("[0-3][0-7]{2}")) {
                plain.append((char) Integer.parseInt(octal, 8));
                i += 3;
            } else {
                plain.append(field.charAt(i));
            }
        }
        return plain.toString();
    }

    /**
     * The mount that a path without links lies in: from each mount on to the one that is met first on the way down, so that
     * what a later mount hides is not found.
     */
    @Nullable
    Mount of(String path) {
        Mount at = null;
        for (Mount next = nextBelow(null, path); next != null; next = nextBelow(next, path)) {
            at = next;
        }
        return at;
    }

    private @Nullable Mount nextBelow(@Nullable Mount parent, String path) {
        Mount first = null;
        for (Mount mount : mounts) {
            boolean isChild = parent == null ? isTop(mount) : mount.parent() == parent.id() && !isTop(mount);
            if (isChild
                    && mount.covers(path)
                    && (first == null || mount.point().length() < first.point().length())) {
                first = mount;
            }
        }
        return first;
    }

    /** What it is mounted on is not within this process's root. */
    private boolean isTop(Mount mount) {
        return mount.id() == mount.parent() || !ids.contains(mount.parent());
    }

    /** Devices of the mounted filesystems of these types. */
    Set<String> devices(Set<String> types) {
        Set<String> devices = new HashSet<>();
        mounts.stream().filter(mount -> types.contains(mount.type())).forEach(mount -> devices.add(mount.device()));
        return devices;
    }
}
