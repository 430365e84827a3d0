package io.netfscache.node;

import io.netfscache.node.journal.NewerFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The directory of an embedded node, which nobody but its user may change:
 *
 * <pre>
 *  embedded          what this directory is, and the format of the rest
 *  node.lock         locked by the process whose node it is
 *  format, cluster-name, node-id
 *                    of any node's data directory
 *  socket            where other processes reach it; or
 *  socket-path       where the socket is instead, if its path here is too long
 *  records.journal   the records
 *  closed            there while no node runs and nobody may serve what the last one has lent
 *  default/          the backing store
 * </pre>
 */
final class EmbeddedDirectory {
    /** What the kernel's address of a Unix socket has room for, less one for the end. */
    static final int SOCKET_PATH_BYTES = 107;

    /** Cluster name of embedded nodes: a directory of one is no other node's. */
    static final String CLUSTER = "embedded";

    private static final String KIND = "embedded";
    private static final String FORMAT = "netfs-cache-embedded ";
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 8;
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    /** Its owner is who this process runs as. */
    private static final Path PROCESS = Path.of("/proc/self");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;

    private EmbeddedDirectory(Path path) {
        this.path = path;
    }

    /**
     * Makes the directory if it is missing; changes nothing in one that is of another kind or of a newer release.
     *
     * @throws IOException when it cannot be used; the message names it and says why
     */
    static EmbeddedDirectory at(Path path) throws IOException {
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (IOException e) {
            throw new IOException("cannot make the cache directory " + path + ": " + e, e);
        }
        check(path);
        EmbeddedDirectory directory = new EmbeddedDirectory(path);
        directory.checkFormat();
        return directory;
    }

    private static void check(Path path) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        boolean foreign = Files.exists(PROCESS) && !Files.getOwner(PROCESS).equals(attributes.owner());
        if (foreign || !Files.isWritable(path)) {
            throw new IOException("the cache directory " + path + " belongs to user " + attributes.owner()
                    + (foreign ? "" : " and cannot be written") + ": name one of your own");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new IOException("the cache directory " + path + " can be changed by other users ("
                    + PosixFilePermissions.toString(attributes.permissions()) + "): chmod 700 it, or name another");
        }
    }

    /** An empty directory becomes one of ours. Several processes may come at once: each puts the same file there. */
    private void checkFormat() throws IOException {
        Path file = path.resolve(KIND);
        if (!Files.exists(file)) {
            if (!isEmpty()) {
                throw new IOException("the directory " + path
                        + " has files in it and is not the cache of an embedded node: name an empty one");
            }
            Path draft = path.resolve(KIND + "." + ProcessHandle.current().pid());
            Files.writeString(draft, FORMAT + VERSION + "\n");
            DataDirectory.force(draft);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        String text = Files.readString(file).strip();
        String version = text.startsWith(FORMAT) ? text.substring(FORMAT.length()) : "";
        if (!version.matches("[0-9]{1,9}")) {
            throw new IOException("the file " + file + " is damaged: delete the cache directory");
        }
        if (Integer.parseInt(version) > VERSION) {
            throw new NewerFormatException(
                    "the cache directory " + path + " has format " + version + ", this release knows " + VERSION);
        }
    }

    private boolean isEmpty() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                path, entry -> !entry.getFileName().toString().startsWith(KIND))) {
            return !entries.iterator().hasNext();
        }
    }

    Path journal() {
        return path.resolve("records.journal");
    }

    /** Whether the last node here was closed and nobody may serve what it had lent; asked once, before anything is lent. */
    boolean takeClosed() throws IOException {
        return Files.deleteIfExists(path.resolve("closed"));
    }

    void putClosed() throws IOException {
        Files.createFile(path.resolve("closed"));
    }

    /**
     * Where the node that has the lock is to listen; there is no file of that name. Where the last one did, if that can
     * be: its guests look for the next one there.
     *
     * @throws IOException when no directory for it can be had
     */
    Path makeSocket(List<Path> runtimeDirectories) throws IOException {
        Path usual = path.resolve("socket");
        Path elsewhere = path.resolve("socket-path");
        List<Path> homes = new ArrayList<>();
        if (Files.exists(elsewhere)) {
            Path last = socket(path).getParent();
            if (last != null) {
                homes.add(last);
            }
        }
        Files.deleteIfExists(elsewhere);
        if (bytes(usual) <= SOCKET_PATH_BYTES) {
            Files.deleteIfExists(usual);
            return usual;
        }
        runtimeDirectories.forEach(runtime -> homes.add(runtime.resolve("netfs-cache-" + hash())));
        for (Path directory : homes) {
            Path socket = directory.resolve("socket");
            if (bytes(socket) <= SOCKET_PATH_BYTES && isOurs(directory)) {
                Files.deleteIfExists(socket);
                Path draft = path.resolve("socket-path.new");
                Files.writeString(draft, socket + "\n");
                Files.move(draft, elsewhere, StandardCopyOption.ATOMIC_MOVE);
                return socket;
            }
        }
        throw new IOException(
                "the path of the cache directory " + path + " is too long for a socket in it, and none of "
                        + runtimeDirectories + " has a directory for it: name a shorter one");
    }

    /** A directory that another user has made there might be a trap: it is not used. */
    private boolean isOurs(Path directory) {
        try {
            try {
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException known) {
                // checked below
            }
            PosixFileAttributes attributes =
                    Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isDirectory()
                    && attributes.owner().equals(Files.getOwner(path))
                    && attributes.permissions().equals(OWNER_ONLY);
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the node of this directory listens, if there is one. */
    static Path socket(Path directory) throws IOException {
        Path elsewhere = directory.resolve("socket-path");
        return Files.exists(elsewhere) ? Path.of(Files.readString(elsewhere).strip()) : directory.resolve("socket");
    }

    private static int bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private String hash() {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(path.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
