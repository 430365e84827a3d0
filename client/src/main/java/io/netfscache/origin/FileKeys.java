package io.netfscache.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys under which local files are cached: they name the content and not the way to it. A file of a network filesystem
 * is its server's and has there the path of the export and below, wherever clients mount it: they share it. Any other file
 * is this machine's.
 */
final class FileKeys {
    private static final Logger LOG = LoggerFactory.getLogger(FileKeys.class);
    /** Their servers give inode number and times of a file, so these are the same on all clients; their source names the server. */
    private static final Set<String> SHARED = Set.of("nfs", "nfs4", "lustre", "ceph");
    /** The kernel makes contents up at the read: sizes and times say nothing of them. */
    private static final Set<String> MADE_UP = Set.of(
            "proc",
            "sysfs",
            "cgroup",
            "cgroup2",
            "debugfs",
            "tracefs",
            "configfs",
            "securityfs",
            "selinuxfs",
            "efivarfs",
            "fusectl",
            "binfmt_misc",
            "fuse.lxcfs");

    private static final int MAX_VOLUME_KEY = io.netfscache.protocol.Limits.MAX_VOLUME_KEY_BYTES;

    /** Places whose files say another device than the mount table: few, but for a disk of very many btrfs subvolumes. */
    private static final int MAX_ODD_PLACES = 1024;

    /** A mount, and a device that files in it say they are on. */
    private record OddPlace(int mount, String device) {}

    private record Mounted(MountTable mounts, Set<String> madeUp) {
        static Mounted of(MountTable mounts) {
            return new Mounted(mounts, mounts.devices(MADE_UP));
        }
    }

    private final Supplier<MountTable> table;
    private final String machine;
    private final Set<OddPlace> odd = ConcurrentHashMap.newKeySet();
    private volatile Mounted mounted;

    /** @param machine what tells this machine from others */
    FileKeys(MountTable mounts, String machine) {
        this(() -> mounts, machine);
    }

    /** @param table reads what is mounted now */
    FileKeys(Supplier<MountTable> table, String machine) {
        this.table = table;
        this.machine = machine;
        this.mounted = Mounted.of(table.get());
    }

    /** Of the machine that this runs on, as it is mounted now. */
    static FileKeys ofThisMachine() {
        String host = read("/proc/sys/kernel/hostname").strip();
        // Images of containers come with one id for all; host names of containers are told apart by whoever starts
        // them.
        return new FileKeys(
                () -> MountTable.parse(read("/proc/self/mountinfo")),
                host + "," + read("/etc/machine-id").strip());
    }

    /** Empty where there is no such file: then files are this machine's, whose name may be less telling. */
    private static String read(String path) {
        try {
            return Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("path", path).setCause(e).log("cannot tell what a file of this machine is");
            return "";
        }
    }

    /**
     * Whose a file is and what it is called there.
     *
     * @param volume a volume key
     * @param path one byte to a character
     */
    record Name(String volume, String path) {}

    /**
     * The name of a file that is there. If it is not on the device that is mounted there, something has been mounted or
     * unmounted, on first use perhaps, and the mount table is read again.
     *
     * @param path without links
     * @param device that the file says it is on
     */
    Name name(Path path, String device) {
        String bytes = PathText.bytes(path);
        if (!isExpected(bytes, device)) {
            mounted = Mounted.of(table.get());
            if (!isExpected(bytes, device)) {
                // Such as overlayfs and btrfs, whose files are on devices that nobody has mounted.
                rememberOdd(new OddPlace(mountId(bytes), device));
            }
        }
        return name(path);
    }

    private boolean isExpected(String path, String device) {
        Mount mount = mounted.mounts().of(path);
        return (mount != null && mount.device().equals(device)) || odd.contains(new OddPlace(mountId(path), device));
    }

    private int mountId(String path) {
        Mount mount = mounted.mounts().of(path);
        return mount == null ? -1 : mount.id();
    }

    private void rememberOdd(OddPlace place) {
        if (odd.size() >= MAX_ODD_PLACES) {
            odd.clear();
        }
        odd.add(place);
    }

    /** @param path without links */
    Name name(Path path) {
        String bytes = PathText.bytes(path);
        Mount mount = mounted.mounts().of(bytes);
        if (mount == null || !SHARED.contains(mount.type())) {
            return new Name(volume("file", machine), bytes);
        }
        int slash = mount.source().indexOf(":/");
        String server = slash < 0 ? mount.source() : mount.source().substring(0, slash);
        String export = slash < 0 ? "" : mount.source().substring(slash + 1);
        String volume =
                isThisMachine(server) ? volume(mount.type(), server + "," + machine) : volume(mount.type(), server);
        String inner = withoutLastSlash(export) + withoutLastSlash(mount.root()) + mount.below(bytes);
        return new Name(volume, inner.isEmpty() ? "/" : inner);
    }

    /** Whether the contents of files on that device are made up as they are read. */
    boolean isMadeUp(String device) {
        return mounted.madeUp().contains(device);
    }

    private static boolean isThisMachine(String server) {
        return server.equals("localhost") || server.startsWith("127.") || server.equals("[::1]");
    }

    private static String withoutLastSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Printable, without '/', and short enough: see the rules for volume keys. */
    private static String volume(String kind, String owner) {
        StringBuilder key = new StringBuilder(kind).append(',');
        owner.chars().forEach(c -> {
            if (c <= ' ' || c >= 0x7f || c == '/' || c == '%') {
                key.append(String.format("%%%02X", c));
            } else {
                key.append((char) c);
            }
        });
        return key.length() <= MAX_VOLUME_KEY
                ? key.toString()
                : kind + ",sha256:" + Origins.sha256(owner.getBytes(StandardCharsets.ISO_8859_1));
    }
}
