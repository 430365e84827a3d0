package io.netfscache.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each answer is compared with that of the default provider of a Unix: the contract in its best known form. */
final class PathsTest extends ProviderFixture {
    private static final List<String> TEXTS = List.of(
            "",
            "/",
            "a",
            "/a",
            "a/b",
            "/a/b",
            "a//b/",
            "/a/b/c",
            ".",
            "..",
            "/..",
            "../a",
            "a/..",
            "/a/../b",
            "./a/./b",
            "../../a",
            "/../../etc/passwd",
            "a/../../b",
            " ",
            "ä ö%21!",
            "a!/b",
            "/x/..",
            ".hidden");

    private static String text(Object path) {
        return path == null ? "null" : path.toString();
    }

    @Test
    void eachPathHasThePartsOfTheSamePathOnUnix() {
        for (String text : TEXTS) {
            Path unix = Path.of(text);
            Path own = path(text);
            assertThat(own.toString()).isEqualTo(unix.toString());
            assertThat(own.isAbsolute()).isEqualTo(unix.isAbsolute());
            assertThat(own.getNameCount()).as(text).isEqualTo(unix.getNameCount());
            assertThat(text(own.getRoot())).isEqualTo(text(unix.getRoot()));
            assertThat(text(own.getFileName())).isEqualTo(text(unix.getFileName()));
            assertThat(text(own.getParent())).as(text).isEqualTo(text(unix.getParent()));
            assertThat(text(own.normalize())).as(text).isEqualTo(text(unix.normalize()));
            assertThat(names(own)).isEqualTo(names(unix));
        }
    }

    private static List<String> names(Path path) {
        List<String> names = new java.util.ArrayList<>();
        path.forEach(name -> names.add(name.toString()));
        return names;
    }

    @Test
    void twoPathsAreRelatedAsOnUnix() {
        for (String one : TEXTS) {
            for (String two : TEXTS) {
                String pair = "\"" + one + "\" and \"" + two + "\"";
                Path unix = Path.of(one);
                Path own = path(one);
                assertThat(text(own.resolve(two))).as(pair).isEqualTo(text(unix.resolve(two)));
                assertThat(text(own.resolveSibling(two))).as(pair).isEqualTo(text(unix.resolveSibling(two)));
                assertThat(own.startsWith(two)).as(pair).isEqualTo(unix.startsWith(two));
                assertThat(own.endsWith(two)).as(pair).isEqualTo(unix.endsWith(two));
                assertThat(own.equals(path(two))).as(pair).isEqualTo(unix.equals(Path.of(two)));
                assertThat(Integer.signum(own.compareTo(path(two))))
                        .as(pair)
                        .isEqualTo(Integer.signum(unix.compareTo(Path.of(two))));
                assertThat(relative(own, path(two))).as(pair).isEqualTo(relative(unix, Path.of(two)));
            }
        }
    }

    private static String relative(Path from, Path to) {
        try {
            return from.relativize(to).toString();
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    @Test
    void aUriLeadsBackToItsPath() {
        for (String text :
                List.of("/", "/a", "/a b", "/ä/ö", "/100%", "/%41", "/a!/b!", "/?#[]{}|\\^`\"<>", "/a+b&c=d;e:f@g,")) {
            Path path = path(text);
            assertThat(provider.getPath(path.toUri())).as(text).isEqualTo(path);
        }
        assertThat(path("x").toUri()).isEqualTo(path("/x").toUri());
        assertThat(path("/a b!/ü").toUri()).isEqualTo(uri("a%20b!/%C3%BC"));
    }

    @Test
    void nothingLeadsAboveTheOriginsFolder() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "secret");
        Files.createDirectory(folder.resolve("inner"));
        try (NetfsFileSystem inner =
                provider.newFileSystem(java.net.URI.create("netfs:file://" + folder + "/inner!/"), servers())) {
            for (String up : List.of(
                    "../outside", "/../outside", "/../inner/../outside", "/../../etc/passwd", "a/../../outside")) {
                assertThatExceptionOfType(NoSuchFileException.class)
                        .as(up)
                        .isThrownBy(() -> Files.readString(inner.getPath(up)));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.getPath(java.net.URI.create(inner + "..%2Foutside")));
        }
        assertThat(outside).exists();
    }

    @Test
    void whatIsNoPathIsRefused() {
        assertThatExceptionOfType(InvalidPathException.class).isThrownBy(() -> path("a\0b"));
        assertThatExceptionOfType(InvalidPathException.class).isThrownBy(() -> path("\ud800"));
        assertThatExceptionOfType(ProviderMismatchException.class)
                .isThrownBy(() -> path("a").resolve(Path.of("b")));
        assertThatIllegalArgumentException().isThrownBy(() -> path("a/b").subpath(1, 3));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> path("a").toFile());
    }

    @Test
    void globsMatchAsOnUnix() {
        List<String> globs = List.of(
                "*",
                "*.txt",
                "**",
                "a/*",
                "a/**",
                "?",
                "[a-c]*",
                "[!a]*",
                "{a,b}*",
                "\\*",
                "*.{java,txt}",
                "[-a]",
                "a.c");
        List<String> texts = List.of("a", "b.txt", "a/b", "a/b/c.java", "*", "]", "-", "abc", "a.c", "", ".x", "ä.txt");
        for (String glob : globs) {
            for (String text : texts) {
                assertThat(files.getPathMatcher("glob:" + glob).matches(path(text)))
                        .as(glob + " on " + text)
                        .isEqualTo(Path.of("/")
                                .getFileSystem()
                                .getPathMatcher("glob:" + glob)
                                .matches(Path.of(text)));
            }
        }
        for (String wrong : List.of("[a", "{a", "\\", "[a/]", "{a{b}}")) {
            assertThatExceptionOfType(java.util.regex.PatternSyntaxException.class)
                    .as(wrong)
                    .isThrownBy(() -> files.getPathMatcher("glob:" + wrong));
        }
        assertThat(files.getPathMatcher("regex:a.*").matches(path("abc"))).isTrue();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> files.getPathMatcher("other:a"));
    }
}
