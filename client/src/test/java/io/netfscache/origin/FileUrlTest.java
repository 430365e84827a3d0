package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write to name a local file. */
@Timeout(60)
final class FileUrlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            file:///a/b                 | /a/b
            file:/a/b                   | /a/b
            FILE:///a/b                 | /a/b
            file://localhost/a/b        | /a/b
            file://LocalHost/a/b        | /a/b
            file:///a%20b/%C3%BC%25     | /a b/ü%
            file:///a/ü                 | /a/ü
            file:///a//b///c/           | /a/b/c
            file:///a/./b/.             | /a/b
            file:///                    | /
            /a b/c%20d?e#f              | /a b/c%20d?e#f
            /a/b/                       | /a/b
            /                           | /
            /../..                      | /
            """)
    void anAbsolutePath(String text, String path) {
        assertThat(FileUrl.parse(text)).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @CsvSource({"a/b,a/b", "./a,a", "file:a/b,a/b", "file:a%20b,a%20b", ".,''"})
    void aRelativePathBeginsWhereTheProgramRuns(String text, String path) {
        assertThat(FileUrl.parse(text)).isEqualTo(Path.of(path).toAbsolutePath());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | the path is empty
            file:               | the path is empty
            file://             | the path is empty
            file://localhost    | the path is empty
            file://nas/export/f | "nas" is another machine
            file://a:1@b/f      | another machine
            file:///a?b         | write %3F
            file:///a#b         | %23
            file:///a b         | Illegal character
            file:///a%2         | Malformed escape pair
            file:///a%00b       | Nul character
            """)
    void whatNamesNoFileIsRefusedWithTheReason(String text, String why) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Origins.resolve(text))
                .withMessageContaining(why)
                .withMessageContaining("names no file");
    }

    @Test
    void controlCharactersOfAUrlDoNotReachTheTerminal() {
        for (String text : new String[] {"http://h/\u001b[2J", "file:///a\u0007", "ftp://h/\nb", "/a\0b"}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .as(text)
                    .isThrownBy(() -> Origins.resolve(text))
                    .matches(e -> e.getMessage().chars().noneMatch(Character::isISOControl), "is printable");
        }
    }

    @Test
    void theParentOfALinkToAFolderIsTheParentOfWhereItLeads(@TempDir Path directory) throws Exception {
        Path below = Files.createDirectories(directory.resolve("real/below"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), below);
        Path file = Files.writeString(directory.resolve("real/f"), "x");
        assertThat(FileUrl.parse(link + "/../f")).isEqualTo(file.toRealPath());
        assertThat(FileUrl.parse("file://" + link + "/../../real/./f")).isEqualTo(file.toRealPath());
        assertThat(FileUrl.parse(link + "/..")).isEqualTo(file.toRealPath().getParent());
        // As the kernel has it, a folder that is not there has no parent.
        assertThat(Files.exists(FileUrl.parse(directory + "/none/../real/f"))).isFalse();
    }
}
