package io.netfscache.nio;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Attributes, folders, copies and moves. */
final class FilesTest extends ProviderFixture {
    private Path local(String name, String contents) throws IOException {
        return Files.writeString(folder.resolve(name), contents);
    }

    @Test
    void attributesAreThoseOfTheFile() throws Exception {
        Path file = local("f", "12345");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_123L));
        BasicFileAttributes attributes = Files.readAttributes(path("f"), BasicFileAttributes.class);
        assertThat(attributes.size()).isEqualTo(5);
        assertThat(attributes.isRegularFile()).isTrue();
        assertThat(attributes.lastModifiedTime()).isEqualTo(FileTime.fromMillis(1_700_000_000_123L));
        assertThat(Files.readAttributes(path("f"), "size,lastModifiedTime"))
                .containsOnlyKeys("size", "lastModifiedTime")
                .containsEntry("size", 5L);
        assertThat(Files.readAttributes(path("f"), "basic:*"))
                .containsEntry("isDirectory", false)
                .containsKeys("fileKey", "creationTime", "lastAccessTime", "isOther", "isSymbolicLink");
        assertThat(Files.getFileAttributeView(path("f"), BasicFileAttributeView.class)
                        .readAttributes()
                        .size())
                .isEqualTo(5);
        assertThat(Files.isDirectory(path("/"))).isTrue();
        assertThat(Files.exists(path("none"))).isFalse();
        assertThat(Files.isReadable(path("f"))).isTrue();
        assertThat(Files.isWritable(path("f"))).isTrue();
        assertThat(Files.isExecutable(path("f"))).isFalse();
        assertThat(Files.isHidden(path(".f"))).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> Files.readAttributes(path("f"), "sise"));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Files.size(path("none")))
                .withMessage("none");
    }

    @Test
    void anAnswerCountsForASecondAndAChangeOfThisClientEndsIt() throws Exception {
        Path file = local("f", "12345");
        assertThat(Files.size(path("f"))).isEqualTo(5);
        Files.writeString(file, "123456789");
        assertThat(Files.size(path("f"))).isEqualTo(5);
        // Bytes are never those of the older answer.
        assertThat(Files.readString(path("f"))).isEqualTo("123456789");
        aSecondPasses();
        assertThat(Files.size(path("f"))).isEqualTo(9);
        Files.writeString(path("f"), "1");
        assertThat(Files.size(path("f"))).isEqualTo(1);
        try (OutputStream out = Files.newOutputStream(path("f"))) {
            out.write(new byte[77]);
            assertThat(Files.size(path("f"))).isEqualTo(77);
        }
        Files.delete(path("f"));
        assertThat(Files.exists(path("f"))).isFalse();
    }

    @Test
    void answersAreKeptUpToABound() {
        RecentAnswers answers = new RecentAnswers(nanos::get);
        for (int i = 0; i < 3 * NioLimits.MAX_ANSWERS; i++) {
            answers.keep(
                    "/" + i,
                    new io.netfscache.origin.OriginLook(
                            new io.netfscache.origin.OriginEntry(
                                    "/" + i, io.netfscache.origin.OriginEntry.Kind.FILE, 1, null, null),
                            null),
                    answers.asking());
        }
        assertThat(answers.size()).isEqualTo(NioLimits.MAX_ANSWERS);
        assertThat(answers.find("/0")).isNull();
        // An answer that was under way while this client changed something says nothing.
        RecentAnswers.Asked asked = answers.asking();
        answers.forget("/1");
        answers.keep(
                "/1", java.util.Objects.requireNonNull(answers.find("/" + (3 * NioLimits.MAX_ANSWERS - 1))), asked);
        assertThat(answers.find("/1")).isNull();
    }

    @Test
    void foldersAreListedOnceWithNamesOfEveryKind() throws Exception {
        List<String> names = List.of("a b", "ä", "100%", "a!b", "%41", "x?y#z", ".hidden", "[1]");
        for (String name : names) {
            local(name, name);
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path("/"))) {
            TreeSet<String> found = new TreeSet<>();
            for (Path path : stream) {
                found.add(path.getFileName().toString());
                assertThat(Files.readString(path)).isEqualTo(path.getFileName().toString());
            }
            assertThat(found).isEqualTo(new TreeSet<>(names));
            assertThatIllegalStateException().isThrownBy(stream::iterator);
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path(""), "a*")) {
            assertThat(stream).map(Path::toString).containsExactlyInAnyOrder("a b", "a!b");
        }
        try (DirectoryStream<Path> closed = Files.newDirectoryStream(path("/"))) {
            closed.close();
            assertThatIllegalStateException().isThrownBy(closed::iterator);
        }
        assertThatExceptionOfType(NotDirectoryException.class)
                .isThrownBy(() -> Files.newDirectoryStream(path("ä")))
                .withMessage("ä");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Files.newDirectoryStream(path("none")));
    }

    @Test
    void treesAreMadeWalkedCopiedBothWaysAndDeleted() throws Exception {
        Files.createDirectories(path("/tree/a/b"));
        Files.writeString(path("/tree/a/one"), "1");
        Files.writeString(path("/tree/a/b/two"), "22");
        Files.copy(local("here", "333"), path("/tree/three"));
        try (Stream<Path> walk = Files.walk(path("/tree"))) {
            assertThat(walk.map(Path::toString))
                    .containsExactlyInAnyOrder(
                            "/tree", "/tree/a", "/tree/a/b", "/tree/a/b/two", "/tree/a/one", "/tree/three");
        }
        Path out = folder.resolve("out");
        Files.copy(path("/tree/a/b/two"), out, COPY_ATTRIBUTES);
        assertThat(out).hasContent("22");
        assertThatExceptionOfType(DirectoryNotEmptyException.class).isThrownBy(() -> Files.delete(path("/tree/a")));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> Files.createDirectory(path("/tree/a")));
        Files.walkFileTree(path("/tree"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path gone, IOException e) throws IOException {
                Files.delete(gone);
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Files.delete(path("/tree")));
    }

    @Test
    void copiesFollowTheOptions() throws Exception {
        local("f", "new");
        local("old", "old");
        Files.copy(path("f"), path("copy"));
        assertThat(folder.resolve("copy")).hasContent("new");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> Files.copy(path("f"), path("old")));
        Files.copy(path("f"), path("old"), REPLACE_EXISTING);
        assertThat(folder.resolve("old")).hasContent("new");
        Files.copy(path("f"), path("/f"));
        Files.createDirectories(path("full/x"));
        assertThatExceptionOfType(DirectoryNotEmptyException.class)
                .isThrownBy(() -> Files.copy(path("f"), path("full"), REPLACE_EXISTING));
        Files.copy(path("full"), path("empty"));
        assertThat(folder.resolve("empty")).isEmptyDirectory();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Files.copy(path("f"), path("g"), ATOMIC_MOVE));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Files.copy(path("none"), path("g")))
                .withMessage("none");
    }

    @Test
    void movesFollowTheOptions() throws Exception {
        local("f", "new");
        local("old", "old");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> Files.move(path("f"), path("old")));
        assertThatExceptionOfType(AtomicMoveNotSupportedException.class)
                .isThrownBy(() -> Files.move(path("f"), path("g"), ATOMIC_MOVE));
        Files.move(path("f"), path("old"), REPLACE_EXISTING);
        assertThat(Files.readString(path("old"))).isEqualTo("new");
        assertThat(Files.exists(path("f"))).isFalse();
        Files.createDirectories(path("folder/sub"));
        Files.writeString(path("folder/sub/x"), "x");
        Files.move(path("folder"), path("moved"));
        assertThat(Files.readString(path("moved/sub/x"))).isEqualTo("x");
        Files.move(path("old"), folder.resolve("away"));
        assertThat(folder.resolve("away")).hasContent("new");
        // The JDK takes the time of the file along, and takes back what it did when that fails.
        assertUnsupported(() -> Files.move(folder.resolve("away"), path("back")));
        assertThat(folder.resolve("away")).hasContent("new");
        assertThat(folder.resolve("back")).doesNotExist();
    }

    @Test
    void linksAreFollowedAndSeen() throws Exception {
        local("f", "12345");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("f"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("none"));
        assertThat(Files.readString(path("link"))).isEqualTo("12345");
        assertThat(Files.isSymbolicLink(path("link"))).isTrue();
        assertThat(Files.isSameFile(path("link"), path("f"))).isTrue();
        assertThat(path("link").toRealPath()).isEqualTo(path("/f"));
        assertThat(path("link").toRealPath(LinkOption.NOFOLLOW_LINKS)).isEqualTo(path("/link"));
        assertThat(Files.exists(path("dangling"))).isFalse();
        assertThat(Files.exists(path("dangling"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThatExceptionOfType(java.nio.file.FileSystemException.class)
                .isThrownBy(() -> Files.newByteChannel(path("link"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void whatIsNotSupportedSaysSo() throws Exception {
        local("f", "");
        assertUnsupported(() -> Files.setLastModifiedTime(path("f"), FileTime.fromMillis(1)));
        assertUnsupported(() -> Files.setAttribute(path("f"), "basic:lastModifiedTime", FileTime.fromMillis(1)));
        assertUnsupported(() -> Files.readAttributes(path("f"), PosixFileAttributes.class));
        assertUnsupported(() -> Files.readAttributes(path("f"), "unix:mode"));
        assertUnsupported(() -> Files.createLink(path("g"), path("f")));
        assertUnsupported(() -> Files.createSymbolicLink(path("g"), path("f")));
        assertUnsupported(() -> Files.readSymbolicLink(path("f")));
        assertUnsupported(() -> Files.getFileStore(path("f")));
        assertUnsupported(() -> files.newWatchService());
        assertUnsupported(() -> files.getUserPrincipalLookupService());
        assertThat(Files.getFileAttributeView(path("f"), java.nio.file.attribute.PosixFileAttributeView.class))
                .isNull();
    }

    private static void assertUnsupported(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(call);
    }
}
