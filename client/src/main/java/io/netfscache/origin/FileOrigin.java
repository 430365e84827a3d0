package io.netfscache.origin;

import io.netfscache.origin.OriginFile.Certification;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The local file tree, which may be an NFS mount. Coherency data: mtime and ctime in nanoseconds, size and inode number.
 * Paths are absolute; a name that is no text here stands as a {@code file:///} URL with %XX. Links are followed. Only
 * regular files are read. What becomes of each kind of file is in docs/file-origin.md.
 */
public final class FileOrigin implements WritableOrigin {
    /** A file changed more recently than this may change again without a visible change of its timestamps. */
    static final Duration RACY = Duration.ofSeconds(2);

    private final InstantSource wallClock;
    private final FileKeys keys;
    private final String volumeKey;
    private final LongAdder bytesRead = new LongAdder();

    /** The origin of the filesystem that is mounted at "/". */
    public FileOrigin() {
        this(Wiring.wallClock());
    }

    FileOrigin(InstantSource wallClock) {
        this(wallClock, FileKeys.ofThisMachine(), Path.of("/"));
    }

    FileOrigin(InstantSource wallClock, FileKeys keys, Path start) {
        this.wallClock = wallClock;
        this.keys = keys;
        this.volumeKey = volumeOf(withoutLinks(start), keys);
    }

    /** The origin of the filesystem that has {@code path}: files of an NFS export have the same keys wherever it is mounted. */
    public static FileOrigin of(Path path) {
        return new FileOrigin(Wiring.wallClock(), FileKeys.ofThisMachine(), path);
    }

    /** @param start without links */
    private static String volumeOf(Path start, FileKeys keys) {
        try {
            // Only on the way to what is in a folder is mounted what an automounter mounts there on first use.
            Path inside = Files.isDirectory(start) ? start.resolve(".") : start;
            return keys.name(start, FileLook.at(inside).device()).volume();
        } catch (IOException e) {
            // What cannot be looked at is where the mount table has it.
            return keys.name(start).volume();
        }
    }

    @Override
    public String volumeKey() {
        return volumeKey;
    }

    /** The path without links: a link that is changed later leads those who open it then to another file. */
    @Override
    public String canonical(String path) throws IOException {
        Path file = PathText.parse(path);
        try {
            return PathText.of(file.toRealPath());
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        }
    }

    /** The path as the server of the file's filesystem has it; on another filesystem than this volume's with that one's name. */
    @Override
    public byte[] objectKey(String path) {
        FileKeys.Name name;
        try {
            name = keys.name(PathText.parse(path).toAbsolutePath());
        } catch (FileSystemException e) {
            // No path, so no file: it has a key all the same, under which there is nothing.
            return Origins.objectKey(path);
        }
        String key = name.volume().equals(volumeKey) ? name.path() : "//" + name.volume() + name.path();
        return Origins.objectKey(key.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Path withoutLinks(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            // What is not there, or cannot be looked at, is called what it is called.
            return path.toAbsolutePath().normalize();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws java.nio.file.AccessDeniedException when this user must not read it: cached bytes are for those who may
     */
    @Override
    public OriginAttributes stat(String path) throws IOException {
        Path file = PathText.parse(path);
        OriginAttributes attributes = attributes(file);
        file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
        return attributes;
    }

    private OriginAttributes attributes(Path file) throws IOException {
        return attributes(file, follow(file));
    }

    private OriginAttributes attributes(Path file, FileLook look) throws IOException {
        if (!look.isRegular()) {
            throw new FileSystemException(PathText.of(file), null, "is " + look.kindInWords() + ", not a regular file");
        }
        // First, as it may read the mount table again.
        String volume = keys.name(file.toRealPath(), look.device()).volume();
        if (keys.isMadeUp(look.device())) {
            return OriginAttributes.uncacheable(-1, Reason.NO_LENGTH);
        }
        // Under this volume it would have a second key, which nobody invalidates who names it by its own path.
        return volume.equals(volumeKey)
                ? new OriginAttributes(look.size(), look.aux())
                : new OriginAttributes(look.size(), look.aux(), Reason.OTHER_VOLUME);
    }

    private static FileLook follow(Path file) throws IOException {
        try {
            return FileLook.at(file);
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        }
    }

    /** Tells a link to nothing from nothing. */
    private static NoSuchFileException missing(Path file, NoSuchFileException e) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return e;
        }
        NoSuchFileException dangling =
                new NoSuchFileException(PathText.of(file), null, "a symbolic link to " + Files.readSymbolicLink(file));
        dangling.initCause(e);
        return dangling;
    }

    /**
     * Opens the file that the path names now if it is the expected one. That is looked at before, because to open a pipe
     * would wait for a writer, and after, because another may have taken its place meanwhile; both at the path without
     * links, which do not lead somewhere else and back again in between. A rename of the file and back would show in its
     * ctime; one of a folder above it does not (docs/file-origin.md, what this cannot do).
     */
    @Override
    public OriginFile open(String path, OriginAttributes expected) throws IOException {
        Path given = PathText.parse(path);
        Path file = given.toRealPath();
        requireUnchanged(file, expected);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        boolean opened = false;
        try {
            requireUnchanged(file, expected);
            if (expected.size() == 0 && channel.read(ByteBuffer.allocate(1), 0) > 0) {
                throw new FileSystemException(path, null, "is not as empty as the filesystem says: it is not read");
            }
            opened = true;
        } finally {
            if (!opened) {
                channel.close();
            }
        }
        return new OpenFile(path, channel, () -> certify(given, expected), bytesRead);
    }

    private FileLook requireUnchanged(Path file, OriginAttributes expected) throws IOException {
        FileLook look = follow(file);
        if (!attributes(file, look).equals(expected)) {
            throw new OriginChangedException(PathText.of(file) + " is not the file that it was");
        }
        return look;
    }

    private Certification certify(Path file, OriginAttributes expected) throws IOException {
        try {
            if (!attributes(file).equals(expected)) {
                return Certification.CHANGED;
            }
        } catch (NoSuchFileException e) {
            return Certification.CHANGED;
        }
        boolean storable = expected.cacheable()
                && !FileLook.lastChange(expected.aux()).plus(RACY).isAfter(wallClock.instant());
        return storable ? Certification.CERTIFIED : Certification.RACY;
    }

    /**
     * Opens the file that the path names now if it is the expected one: looked at before and after, as {@link #open} does.
     * Links are followed.
     *
     * @throws java.nio.file.AccessDeniedException when this user must not write it
     */
    @Override
    public OriginWriter openForWriting(String path, OriginAttributes expected, long newSize) throws IOException {
        Path given = PathText.parse(path);
        Path file = realPath(given);
        FileLook look = requireUnchanged(file, expected);
        if (keys.isMadeUp(look.device())) {
            throw new FileSystemException(
                    PathText.of(file), null, "is made up by the kernel as it is read: it is not written through here");
        }
        FileChannel channel = FileChanges.named(
                file, () -> FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        boolean opened = false;
        try {
            FileLook after = requireUnchanged(file, expected);
            opened = true;
            return new FileWriter(file, channel, after, newSize, FileOrigin::follow, now -> attributes(file, now));
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    private static Path realPath(Path given) throws IOException {
        try {
            return FileChanges.named(given, given::toRealPath);
        } catch (NoSuchFileException e) {
            throw missing(given, e);
        }
    }

    @Override
    public OriginAttributes create(String path) throws IOException {
        Path file = PathText.parse(path);
        FileChanges.createFile(file);
        return attributes(file);
    }

    @Override
    public void createFolder(String path) throws IOException {
        FileChanges.createFolder(PathText.parse(path));
    }

    /** Deletes what has that name; of a link the link. */
    @Override
    public void delete(String path) throws IOException {
        FileChanges.delete(PathText.parse(path));
    }

    /**
     * Gives what has that name another one; a link stays one. Nobody sees a moment without the file.
     *
     * @throws java.nio.file.AtomicMoveNotSupportedException to another filesystem: copy instead
     * @throws java.nio.file.DirectoryNotEmptyException when that would replace a folder with something in it
     */
    @Override
    public void move(String from, String to, boolean replace) throws IOException {
        FileChanges.move(PathText.parse(from), PathText.parse(to), replace);
    }

    @Override
    public OriginLook look(String path) throws IOException {
        Path file = PathText.parse(path);
        OriginEntry entry = FileListing.entry(file);
        boolean readable = entry.kind() == OriginEntry.Kind.FILE && Files.isReadable(file);
        return new OriginLook(entry, readable ? stat(path) : null);
    }

    @Override
    public List<OriginEntry> list(String path) throws IOException {
        return FileListing.of(PathText.parse(path));
    }

    @Override
    public List<String> walk(String path) throws IOException {
        List<IOException> problems = new ArrayList<>();
        List<String> files =
                walk(path, (where, problem) -> problems.add(problem)).toList();
        if (!problems.isEmpty()) {
            throw problems.get(0);
        }
        return files;
    }

    @Override
    public Stream<String> walk(String path, BiConsumer<String, IOException> problem) throws IOException {
        FileWalk walk = new FileWalk(PathText.parse(path), problem);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(walk, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public long bytesRead() {
        return bytesRead.sum();
    }

    @Override
    public void close() {}
}
