package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.netfscache.origin.OriginEntry.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Folders: what list and walk say of everything that can be in one. */
@Timeout(60)
final class FileTreeTest {
    @TempDir
    Path directory;

    private final FileOrigin origin = new FileOrigin();

    private Path file(String name) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "12345");
    }

    private Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(directory.resolve(name), Path.of(target));
    }

    private void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private List<String> walked() throws IOException {
        List<String> problems = new ArrayList<>();
        List<String> files = origin.walk(directory.toString(), (path, e) -> problems.add(path + " " + e))
                .map(path -> path.substring(directory.toString().length() + 1))
                .toList();
        assertThat(problems).isEmpty();
        return files;
    }

    @Test
    void aListingSaysWhatEachEntryIs() throws Exception {
        Path file = file("file");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(1000)));
        file("folder/f");
        run("mkfifo", "pipe");
        link("to-file", "file");
        link("to-folder", "folder");
        link("to-nothing", "none");
        link("to-itself", "to-itself");

        List<OriginEntry> entries = origin.list(directory.toString());

        assertThat(entries)
                .extracting(
                        entry -> Path.of(entry.path()).getFileName().toString(),
                        OriginEntry::kind,
                        OriginEntry::size,
                        OriginEntry::linkTarget)
                .containsExactly(
                        tuple("file", Kind.FILE, 5L, null),
                        tuple("folder", Kind.FOLDER, -1L, null),
                        tuple("pipe", Kind.SPECIAL, -1L, null),
                        tuple("to-file", Kind.FILE, 5L, "file"),
                        tuple("to-folder", Kind.FOLDER, -1L, "folder"),
                        tuple("to-itself", Kind.DANGLING_LINK, -1L, "to-itself"),
                        tuple("to-nothing", Kind.DANGLING_LINK, -1L, "none"));
        assertThat(entries.get(0).modified()).isEqualTo(Instant.EPOCH.plusSeconds(1000));
        assertThat(entries).allMatch(entry -> entry.modified() != null);
    }

    @Test
    void aListingOfAnythingElseIsItself() throws Exception {
        String file = file("file").toString();
        assertThat(origin.list(file)).extracting(OriginEntry::path).containsExactly(file);
        String dangling = link("dangling", "none").toString();
        assertThat(origin.list(dangling)).extracting(OriginEntry::kind).containsExactly(Kind.DANGLING_LINK);
        assertThat(origin.list("/dev/null")).extracting(OriginEntry::kind).containsExactly(Kind.SPECIAL);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin.list(directory.resolve("none").toString()));
    }

    @Test
    void aWalkFollowsLinksToFilesAndNotToFoldersAndLeavesOutWhatHasNothingToRead() throws Exception {
        file("a/f");
        file("a.txt");
        run("mkfifo", "a/pipe");
        link("a/up", "..");
        link("a/loop", "loop");
        link("a/dangling", "none");
        link("a/to-file", "../a.txt");
        link("to-folder", "a");

        assertThat(walked()).containsExactly("a.txt", "a/f", "a/to-file").isSorted();
    }

    @Test
    void theStartOfAWalkIsFollowedWhereverItLeads() throws Exception {
        file("a/f");
        String link = link("link", "a").toString();
        assertThat(origin.walk(link)).containsExactly(link + "/f");
        String file = file("f").toString();
        assertThat(origin.walk(file)).containsExactly(file);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin.walk(directory.resolve("none").toString(), (path, e) -> {}));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> origin.walk("/dev/null", (path, e) -> {}))
                .withMessageContaining("is a character device");
    }

    @Test
    void aWalkIsLazyAndAFolderThatGoesMeanwhileIsNoProblem() throws Exception {
        file("a/f");
        file("b/f");
        List<String> problems = new ArrayList<>();
        var files = origin.walk(directory.toString(), (path, e) -> problems.add(path))
                .iterator();
        assertThat(files.next()).isEqualTo(directory + "/a/f");
        Files.delete(directory.resolve("b/f"));
        Files.delete(directory.resolve("b"));
        file("c");
        assertThat(files.hasNext()).isFalse();
        assertThat(problems).isEmpty();
    }

    @Test
    void namesOfAnyBytesAreListedWalkedAndRead() throws Exception {
        // Given: a new line, a byte that is no UTF-8 in a file's and in a folder's name, a percent sign, "file:".
        run(
                "sh",
                "-c",
                "printf 12345 > \"$(printf 'new\\nline')\"; printf 12345 > \"$(printf 'byte\\377')\";"
                        + " mkdir \"$(printf 'folder\\377')\"; printf 12345 > \"$(printf 'folder\\377/in')\";"
                        + " printf 12345 > 'per%41cent'; mkdir -p file:; printf 12345 > file:/x");

        List<String> walked = origin.walk(directory.toString());

        String url = "file://" + directory;
        assertThat(walked)
                .containsExactlyInAnyOrder(
                        directory + "/new\nline",
                        url + "/byte%FF",
                        url + "/folder%FF/in",
                        directory + "/per%41cent",
                        directory + "/file:/x");
        for (String path : walked) {
            OriginAttributes attributes = origin.stat(path);
            assertThat(attributes.size()).as(path).isEqualTo(5);
            try (OriginFile file = origin.open(path, attributes)) {
                assertThat(file.read(0, java.nio.ByteBuffer.allocate(9))).isEqualTo(5);
            }
            assertThat(Origins.resolve(path).path()).isEqualTo(path);
        }
        assertThat(origin.list(directory.toString()))
                .extracting(OriginEntry::path)
                .contains(url + "/byte%FF", url + "/folder%FF");
        assertThat(new String(origin.objectKey(url + "/byte%FF"), StandardCharsets.ISO_8859_1))
                .isEqualTo(directory.toRealPath() + "/byte\u00ff");
    }

    @Test
    void aPathThatIsTooLongForTheKernelIsAProblemOfItsOwn() throws Exception {
        // Given: a tree deeper than PATH_MAX, put together from two that are not.
        String step = "x".repeat(200);
        String half = (step + "/").repeat(12);
        file("y/" + half + "f");
        Path deepest = file("x/" + half + "f").getParent();
        Files.move(directory.resolve("y"), deepest.resolve("y"));
        try {
            file("a");
            List<String> problems = new ArrayList<>();
            List<String> files = origin.walk(directory.toString(), (path, e) -> problems.add(e.getMessage()))
                    .toList();
            assertThat(files).containsExactly(directory + "/a", deepest + "/f");
            assertThat(problems).hasSize(1).allMatch(text -> text.endsWith("File name too long"));
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> origin.stat("/" + "y/".repeat(3000) + "z"))
                    .withMessageContaining("File name too long");
        } finally {
            run("rm", "-rf", "x");
        }
    }
}
