package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.origin.OriginFile.Certification;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The local file tree as an origin. */
@Timeout(60)
final class FileOriginTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final FileOrigin origin = new FileOrigin(() -> NOW);
    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = directory.resolve("f");
        write("one two three", NOW.minusSeconds(10));
    }

    private void write(String text, Instant modified) throws IOException {
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(modified));
    }

    private OriginAttributes stat() throws IOException {
        return origin.stat(path.toString());
    }

    private static String read(OriginFile file) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(100);
        int n = file.read(0, into);
        assertThat(into.position()).isEqualTo(n);
        return new String(into.array(), 0, n, java.nio.charset.StandardCharsets.UTF_8);
    }

    private interface Act {
        void run() throws IOException;
    }

    /** What certify says when something happens between the read and it. */
    private Certification certifiedAfter(Act act) throws IOException {
        try (OriginFile file = origin.open(path.toString(), stat())) {
            assertThat(read(file)).isEqualTo("one two three");
            act.run();
            return file.certify();
        }
    }

    @Test
    void aFileThatStaysIsCertifiedAndItsCoherencyDataAreStable() throws Exception {
        OriginAttributes before = stat();
        assertThat(certifiedAfter(() -> {})).isEqualTo(Certification.CERTIFIED);
        assertThat(stat()).isEqualTo(before);
        assertThat(new FileOrigin().stat(path.toString())).isEqualTo(before);
        assertThat(before.size()).isEqualTo(13);
        assertThat(before.aux().length()).isEqualTo(32);
        assertThat(before.cacheable()).isTrue();
        assertThat(origin.bytesRead()).isEqualTo(13);
    }

    @Test
    void aReadTakesTheRangeAskedForAndEndsWithTheFile() throws Exception {
        try (OriginFile file = origin.open(path.toString(), stat())) {
            ByteBuffer into = ByteBuffer.allocate(5);
            assertThat(file.read(4, into)).isEqualTo(5);
            assertThat(new String(into.array(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("two t");
            assertThat(file.read(10, into.clear())).isEqualTo(3);
            assertThat(file.read(13, into.clear())).isZero();
        }
    }

    @Test
    void truncatedGrownAndRewrittenAreChanges() throws Exception {
        assertThat(certifiedAfter(() -> Files.writeString(path, "one"))).isEqualTo(Certification.CHANGED);
        write("one two three", NOW.minusSeconds(10));
        assertThat(certifiedAfter(() -> Files.writeString(path, "!", StandardOpenOption.APPEND)))
                .isEqualTo(Certification.CHANGED);
        write("one two three", NOW.minusSeconds(10));
        assertThat(certifiedAfter(() -> write("ONE TWO THREE", NOW.minusSeconds(9))))
                .isEqualTo(Certification.CHANGED);
    }

    @Test
    void aRewriteWithTheOldModificationTimeIsAChange() throws Exception {
        Instant before = Files.getLastModifiedTime(path).toInstant();
        assertThat(certifiedAfter(() -> {
                    // The change time tells, once the kernel's clock has moved on.
                    Object old = Files.getAttribute(path, "unix:ctime");
                    do {
                        write("ONE TWO THREE", before);
                    } while (Files.getAttribute(path, "unix:ctime").equals(old));
                }))
                .isEqualTo(Certification.CHANGED);
    }

    @Test
    void replacedByRenameAndRemovedAreChanges() throws Exception {
        assertThat(certifiedAfter(() -> {
                    Path other = Files.writeString(directory.resolve("new"), "ONE TWO THREE");
                    Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
                    Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }))
                .isEqualTo(Certification.CHANGED);
        write("one two three", NOW.minusSeconds(10));
        assertThat(certifiedAfter(() -> Files.delete(path))).isEqualTo(Certification.CHANGED);
    }

    @Test
    void aFileYoungerThanTwoSecondsIsRacy() throws Exception {
        write("one two three", NOW.minus(FileOrigin.RACY).plusMillis(1));
        assertThat(certifiedAfter(() -> {})).isEqualTo(Certification.RACY);
        write("one two three", NOW.minus(FileOrigin.RACY));
        assertThat(certifiedAfter(() -> {})).isEqualTo(Certification.CERTIFIED);
        write("one two three", NOW.plusSeconds(1000));
        assertThat(certifiedAfter(() -> {})).isEqualTo(Certification.RACY);
    }

    @Test
    void aFileWrittenJustNowAndBackDatedIsRacy() throws Exception {
        write("one two three", Instant.EPOCH.plusSeconds(1000));
        Instant changed = ((FileTime) Files.getAttribute(path, "unix:ctime")).toInstant();
        FileOrigin soon = new FileOrigin(() -> changed.plusMillis(1999));
        FileOrigin later = new FileOrigin(() -> changed.plusMillis(2001));
        try (OriginFile young = soon.open(path.toString(), stat());
                OriginFile old = later.open(path.toString(), stat())) {
            assertThat(young.certify()).isEqualTo(Certification.RACY);
            assertThat(old.certify()).isEqualTo(Certification.CERTIFIED);
        }
    }

    @Test
    void aSymbolicLinkIsFollowedAndItsNewTargetIsAChange() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        OriginAttributes attributes = origin.stat(link.toString());
        assertThat(attributes).isEqualTo(stat());
        Path other = Files.writeString(directory.resolve("other"), "one two three");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
        try (OriginFile file = origin.open(link.toString(), attributes)) {
            assertThat(read(file)).isEqualTo("one two three");
            assertThat(file.certify()).isEqualTo(Certification.CERTIFIED);
            Files.delete(link);
            Files.createSymbolicLink(link, other);
            assertThat(file.certify()).isEqualTo(Certification.CHANGED);
        }
    }

    @Test
    void whatIsNoRegularFileIsRefusedByItsKindAndNeverOpened() throws Exception {
        Process made = new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start();
        assertThat(made.waitFor()).isZero();
        for (String[] wrong : new String[][] {
            {directory.toString(), "is a folder, not a regular file"},
            {"/dev/null", "is a character device, not a regular file"},
            {directory.resolve("pipe").toString(), "is a named pipe, not a regular file"}
        }) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> origin.stat(wrong[0]))
                    .withMessage(wrong[0] + ": " + wrong[1]);
            // Not even by somebody who has an older answer: to open a pipe is to wait for its writer.
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> origin.open(wrong[0], stat()))
                    .withMessage(wrong[0] + ": " + wrong[1]);
        }
    }

    @Test
    void whatIsMissingIsToldAsSuch() throws Exception {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin.stat(directory.resolve("none").toString()));
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("none"));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin.stat(dangling.toString()))
                .withMessage(dangling + ": a symbolic link to " + directory.resolve("none"));
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.stat(loop.toString()))
                .withMessageContaining("Too many levels of symbolic links");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.stat("/a\0b"))
                .withMessageContaining("Nul character");
    }

    @Test
    void aFileThatIsNotTheExpectedOneIsNotOpened() throws Exception {
        OriginAttributes before = stat();
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        // Replaced by rename with the same size and modification time.
        Path other = Files.writeString(directory.resolve("new"), "ONE TWO THREE");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
        Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> origin.open(path.toString(), before));
        assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> origin.open(link.toString(), before));
        // Removed.
        OriginAttributes now = stat();
        Files.delete(path);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> origin.open(path.toString(), now));
    }

    @Test
    void anOpenFileStaysTheOneThatItWasWhateverItsPathNamesLater() throws Exception {
        try (OriginFile file = origin.open(path.toString(), stat())) {
            Path other = Files.writeString(directory.resolve("new"), "ONE TWO THREE");
            Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            assertThat(read(file)).isEqualTo("one two three");
            assertThat(file.certify()).isEqualTo(Certification.CHANGED);
        }
    }

    @Test
    void whileALinkGoesToAndFroWhatIsCertifiedIsTheFileThatWasLookedAt() throws Exception {
        // Given: two files that differ in nothing but the inode, and a link that leads now to one, now to the other.
        Path other = Files.writeString(directory.resolve("other"), "ONE TWO THREE");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(path));
        Path link = directory.resolve("link");
        AtomicBoolean done = new AtomicBoolean();
        Files.createSymbolicLink(link, path);
        Thread flips = new Thread(() -> flip(link, List.of(path, other), done));
        flips.start();
        int certified = 0;
        try {
            for (int i = 0; i < 20_000; i++) {
                OriginAttributes looked = origin.stat(link.toString());
                String expected = looked.equals(stat()) ? "one two three" : "ONE TWO THREE";
                try (OriginFile file = origin.open(link.toString(), looked)) {
                    String read = read(file);
                    if (file.certify() != Certification.CHANGED) {
                        assertThat(read).isEqualTo(expected);
                        certified++;
                    }
                } catch (OriginChangedException e) {
                    assertThat(e).hasMessageContaining("is not the file that it was");
                }
            }
        } finally {
            done.set(true);
            flips.join();
        }
        assertThat(certified).isPositive();
    }

    private static void flip(Path link, List<Path> targets, AtomicBoolean done) {
        Path next = link.resolveSibling("next");
        try {
            for (int i = 0; !done.get(); i++) {
                Files.createSymbolicLink(next, targets.get(i % targets.size()));
                Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void contentsThatTheKernelMakesUpAreReadToTheirEndAndNeverStored() throws Exception {
        for (String name : new String[] {"/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"}) {
            if (!Files.exists(Path.of(name))) {
                continue;
            }
            OriginAttributes attributes = origin.stat(name);
            assertThat(attributes).as(name).isEqualTo(OriginAttributes.uncacheable(-1, Reason.NO_LENGTH));
            try (OriginFile file = origin.open(name, attributes)) {
                assertThat(read(file)).as(name).isNotEmpty();
                assertThat(file.certify()).isEqualTo(Certification.RACY);
            }
        }
    }

    @Test
    void aFileThatHasMoreThanTheNothingItClaimsIsAnErrorAndNotEmpty() throws Exception {
        // Given: the same, of a filesystem that nobody knows to make contents up.
        FileOrigin unknowing = new FileOrigin(() -> NOW, new FileKeys(MountTable.parse(""), "m"), path);
        OriginAttributes attributes = unknowing.stat("/proc/version");
        assertThat(attributes.size()).isZero();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> unknowing.open("/proc/version", attributes))
                .withMessageContaining("not as empty");
    }

    /** A table in which one folder of the test is a mounted export; all are on one device. */
    private MountTable exportAt(Path folder, String device) {
        return MountTable.parse("1 0 " + device + " / / rw - ext4 /dev/sda1 rw\n2 1 " + device + " / " + folder
                + " rw - nfs4 nas:/export rw");
    }

    @Test
    void aFileOfAnotherMountIsReadAndNotCachedUnlessItIsNamedByItsOwnPath() throws Exception {
        // Given: a file of an export, a link to it from elsewhere, and a folder above the mount
        Path mount = Files.createDirectory(directory.resolve("mnt")).toRealPath();
        Path file = Files.writeString(mount.resolve("a"), "one two three");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(10)));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        FileKeys keys = new FileKeys(exportAt(mount, FileLook.at(file).device()), "m");
        FileOrigin above = new FileOrigin(() -> NOW, keys, directory);
        FileOrigin byItself = new FileOrigin(() -> NOW, keys, link);

        // Then
        for (Path way : List.of(file, link)) {
            OriginAttributes said = above.stat(way.toString());
            assertThat(said.notCached()).isEqualTo(Reason.OTHER_VOLUME);
            try (OriginFile open = above.open(way.toString(), said)) {
                assertThat(read(open)).isEqualTo("one two three");
                assertThat(open.certify()).isEqualTo(Certification.RACY);
            }
        }
        assertThat(above.stat(path.toString()).cacheable()).isTrue();
        assertThat(byItself.volumeKey()).isEqualTo("nfs4,nas");
        assertThat(byItself.stat(file.toString()).cacheable()).isTrue();
        assertThat(byItself.stat(path.toString()).notCached()).isEqualTo(Reason.OTHER_VOLUME);
    }

    @Test
    void anOriginIsOfWhatIsMountedOnTheWayToIt() throws Exception {
        Path mount = directory.toRealPath();
        List<MountTable> tables = new ArrayList<>(List.of(
                MountTable.parse("1 0 999:1 / / rw - autofs auto rw"),
                exportAt(mount, FileLook.at(path).device())));
        FileOrigin mounted = new FileOrigin(() -> NOW, new FileKeys(() -> tables.remove(0), "m"), mount);

        assertThat(mounted.volumeKey()).isEqualTo("nfs4,nas");
        assertThat(new String(mounted.objectKey(mounted.canonical(path.toString())), StandardCharsets.UTF_8))
                .isEqualTo("/export/f");
    }

    @Test
    void aDirectoryBecomesItsRegularFilesInOrder() throws Exception {
        Files.createDirectories(directory.resolve("b/c"));
        Files.writeString(directory.resolve("b/c/z"), "");
        Files.writeString(directory.resolve("b/a"), "");
        assertThat(origin.walk(directory.toString()))
                .containsExactly(
                        directory.resolve("b/a").toString(),
                        directory.resolve("b/c/z").toString(),
                        path.toString());
        assertThat(origin.walk(path.toString())).containsExactly(path.toString());
    }
}
