package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The local file tree as an origin that is written. */
@Timeout(60)
final class FileWritingTest extends WritableOriginContract {
    @TempDir
    Path directory;

    private final FileOrigin origin = new FileOrigin();
    private int changes;

    @BeforeEach
    void withoutLinks() throws IOException {
        directory = directory.toRealPath();
    }

    @Override
    WritableOrigin origin() {
        return origin;
    }

    @Override
    String path(String name) {
        return directory.resolve(name).toString();
    }

    @Override
    void changedBySomebodyElse(String path, byte[] contents) throws IOException {
        Path file = Path.of(path);
        Files.write(file, contents);
        // Within one tick of the clock the times would be what they were.
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(++changes)));
    }

    private Path file(String name, String contents) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, text(contents));
    }

    private OriginWriter open(Path file, long newSize) throws IOException {
        return origin.openForWriting(file.toString(), origin.stat(file.toString()), newSize);
    }

    @Test
    void rangesAreWrittenWhereTheyBelongAndTheRestStays() throws Exception {
        Path file = file("f", "one two three");
        try (OriginWriter writer = open(file, 20)) {
            assertThat(writer.inPlace()).isTrue();
            assertThat(writer.write(4, ByteBuffer.wrap(text("TWO")))).isEqualTo(3);
            assertThat(writer.commit(true)).isEqualTo(origin.stat(file.toString()));
        }
        assertThat(file).hasBinaryContent(text("one TWO three\0\0\0\0\0\0\0"));
    }

    @Test
    void whatGrowsIsAHole() throws Exception {
        Path file = file("f", "one");
        try (OriginWriter writer = open(file, 1L << 40)) {
            writer.commit(false);
        }
        assertThat(file).hasSize(1L << 40);
        Process du = new ProcessBuilder("du", "-k", file.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(du.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Integer.parseInt(said.split("\\s", 2)[0])).isLessThan(1000);
        try (OriginWriter writer = open(file, 2)) {
            writer.commit(false);
        }
        assertThat(file).hasContent("on");
    }

    @Test
    void aFileThatIsExchangedOrDeletedWhileItIsWrittenIsAChangeOfSomebodyElse() throws Exception {
        Path file = file("f", "one two three");
        try (OriginWriter writer = open(file, 13)) {
            writer.write(0, ByteBuffer.wrap(text("ONE")));
            Files.move(file("g", "somebody else"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThatExceptionOfType(OriginChangedException.class)
                    .isThrownBy(() -> writer.commit(false))
                    .withMessageContaining(file + " was exchanged");
        }
        assertThat(file).hasContent("somebody else");
        try (OriginWriter writer = open(file, 13)) {
            Files.delete(file);
            assertThatExceptionOfType(OriginChangedException.class)
                    .isThrownBy(() -> writer.commit(false))
                    .withMessageContaining(file + " was deleted");
        }
    }

    @Test
    void aFileThatSomebodyElseMakesLongerWhileItIsWrittenIsAChange() throws Exception {
        Path file = file("f", "one two three");
        OriginAttributes before = origin.stat(file.toString());
        FileLook opened = FileLook.at(file);
        ShortChannel channel = new ShortChannel(13, 100);
        try (FileWriter writer = new FileWriter(
                file,
                channel,
                opened,
                13,
                any -> {
                    Files.writeString(file, "and more", java.nio.file.StandardOpenOption.APPEND);
                    return FileLook.at(file);
                },
                look -> before)) {
            assertThatExceptionOfType(OriginChangedException.class)
                    .isThrownBy(() -> writer.commit(false))
                    .withMessageContaining("has 21 bytes");
        }
    }

    @Test
    void whatSomebodyElseHasAppendedOrCutOffMeanwhileStaysAsHeMadeIt() throws Exception {
        Path file = file("f", "one two three");
        try (OriginWriter writer = open(file, 13)) {
            writer.write(0, ByteBuffer.wrap(text("ONE")));
            Files.writeString(file, " and more", java.nio.file.StandardOpenOption.APPEND);
            assertThatExceptionOfType(OriginChangedException.class)
                    .isThrownBy(() -> writer.commit(false))
                    .withMessageContaining("has 22 bytes");
        }
        assertThat(file).hasContent("ONE two three and more");
        try (OriginWriter writer = open(file, 22)) {
            writer.write(0, ByteBuffer.wrap(text("one")));
            try (java.nio.channels.FileChannel other =
                    java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
                other.truncate(7);
            }
            assertThatExceptionOfType(OriginChangedException.class)
                    .isThrownBy(() -> writer.commit(false))
                    .withMessageContaining("has 7 bytes");
        }
        assertThat(file).hasContent("one two");
    }

    @Test
    void aShortWriteGoesOnWhereItStoppedAndAFullDiskIsToldByThePath() throws Exception {
        Path file = file("f", "");
        ShortChannel channel = new ShortChannel(0, 5);
        try (FileWriter writer = new FileWriter(
                file, channel, FileLook.at(file), 100, FileLook::at, look -> origin.stat(file.toString()))) {
            ByteBuffer from = ByteBuffer.wrap(text("one two"));
            assertThat(writer.write(0, from)).isEqualTo(3);
            assertThat(writer.write(3, from)).isEqualTo(2);
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> writer.write(5, from))
                    .withMessage(file + ": No space left on device");
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> writer.commit(true))
                    .withMessage(file + ": No space left on device");
        }
        assertThat(from(channel)).isEqualTo("one t");
        assertThat(channel.isOpen()).isFalse();
    }

    private static String from(ShortChannel channel) {
        return new String(channel.contents(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void linksAreFollowedToTheFileThatIsWritten() throws Exception {
        Path file = file("f", "one");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        write(link.toString(), origin.stat(link.toString()), text("two"));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("two");
        Path nowhere = Files.createSymbolicLink(directory.resolve("nowhere"), directory.resolve("none"));
        OriginAttributes any = new OriginAttributes(3, Bytes.utf8("x"));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin.openForWriting(nowhere.toString(), any, 3))
                .withMessageContaining(nowhere + ": a symbolic link to " + directory.resolve("none"));
    }

    @Test
    void whatIsNoRegularFileIsNotWritten() throws Exception {
        OriginAttributes any = new OriginAttributes(3, Bytes.utf8("x"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.openForWriting(directory.toString(), any, 3))
                .withMessageContaining(directory + ": is a folder, not a regular file");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.openForWriting("/dev/null", any, 3))
                .withMessageContaining("/dev/null: is a character device");
        String madeUp = "/proc/self/comm";
        OriginAttributes known = origin.stat(madeUp);
        assertThat(known.notCached()).isEqualTo(Reason.NO_LENGTH);
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.openForWriting(madeUp, known, 3))
                .withMessageContaining("is made up by the kernel");
    }

    @Test
    void aFileOfAnotherMountIsWrittenAndNotCached() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("mnt"));
        Path file = file("mnt/a", "one two three");
        String device = FileLook.at(file).device();
        MountTable mounts = MountTable.parse("1 0 " + device + " / / rw - ext4 /dev/sda1 rw\n2 1 " + device + " / "
                + mount + " rw - nfs4 nas:/export rw");
        FileOrigin above = new FileOrigin(Instant::now, new FileKeys(mounts, "m"), directory);
        try (OriginWriter writer = above.openForWriting(file.toString(), above.stat(file.toString()), 13)) {
            writer.write(4, ByteBuffer.wrap(text("TWO")));
            assertThat(writer.commit(false).notCached()).isEqualTo(Reason.OTHER_VOLUME);
        }
        assertThat(file).hasContent("one TWO three");
    }

    @Test
    void foldersAreMadeAndDeletedWhenTheyAreEmpty() throws Exception {
        Path folder = directory.resolve("d");
        origin.createFolder(folder.toString());
        assertThat(folder).isDirectory();
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> origin.createFolder(folder.toString()));
        Path file = file("d/f", "one");
        assertThatExceptionOfType(DirectoryNotEmptyException.class).isThrownBy(() -> origin.delete(folder.toString()));
        origin.delete(file.toString());
        origin.delete(folder.toString());
        assertThat(folder).doesNotExist();
    }

    @Test
    void aLinkIsDeletedAndMovedAndNotWhatItLeadsTo() throws Exception {
        Path file = file("f", "one");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        origin.move(link.toString(), path("moved"), false);
        assertThat(directory.resolve("moved")).isSymbolicLink();
        origin.delete(path("moved"));
        assertThat(file).hasContent("one");
    }

    private void move(Path from, String to, boolean replace) throws IOException {
        origin.move(from.toString(), path(to), replace);
    }

    @Test
    void aMoveReplacesAFileOnlyWhenItIsToldTo() throws Exception {
        Path from = file("f", "one");
        Path to = file("g", "two");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> move(from, "g", false))
                .withMessageContaining(to.toString());
        move(from, "g", true);
        assertThat(from).doesNotExist();
        assertThat(to).hasContent("one");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> move(from, "g", true));
        move(to, "g", true);
        assertThat(to).hasContent("one");
    }

    @Test
    void aMoveReplacesAnEmptyFolderAndNoOther() throws Exception {
        Path file = file("f", "one");
        Path folder = file("d/inner", "two").getParent();
        for (Path from : new Path[] {file, file("e/x", "three").getParent()}) {
            assertThatExceptionOfType(DirectoryNotEmptyException.class).isThrownBy(() -> move(from, "d", true));
        }
        assertThat(folder.resolve("inner")).hasContent("two");
        Files.createDirectory(directory.resolve("empty"));
        move(file, "empty", true);
        assertThat(directory.resolve("empty")).hasContent("one");
        move(folder, "empty", true);
        assertThat(directory.resolve("empty/inner")).hasContent("two");
        Files.createDirectory(directory.resolve("empty2"));
        move(directory.resolve("empty"), "empty2", true);
        assertThat(directory.resolve("empty2/inner")).hasContent("two");
    }

    @Test
    void aFolderIsNotMovedIntoItself() throws Exception {
        Path folder = file("d/inner/f", "one").getParent().getParent();
        Files.createDirectory(folder.resolve("empty"));
        for (String to : new String[] {"d/new", "d/inner/new", "d/empty"}) {
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> move(folder, to, true))
                    .withMessageContaining("cannot be moved into itself");
        }
        assertThat(folder.resolve("empty")).isDirectory();
        assertThat(folder.resolve("inner/f")).hasContent("one");
    }

    @Test
    void nothingIsMovedToAnotherFilesystem() throws Exception {
        Path file = file("f", "one");
        // There is no file with that name, and there could not be: the move fails before anything is made.
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.move(file.toString(), "/proc/self/task/none", false))
                .isInstanceOf(AtomicMoveNotSupportedException.class)
                .withMessageContaining("is on another filesystem: copy it");
        assertThat(file).hasContent("one");
    }
}
