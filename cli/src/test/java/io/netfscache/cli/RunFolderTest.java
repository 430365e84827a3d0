package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aTemporaryFolderGoesWithAllThatIsInItHoweverOftenItIsClosed() throws IOException {
        RunFolder temporary = RunFolder.temporary("netfs-cache-test-");
        Files.createFile(
                Files.createDirectories(temporary.path().resolve("a/b")).resolve("file"));

        temporary.close();
        temporary.close();

        assertThat(temporary.path()).doesNotExist();
    }

    @Test
    void whatIsToStayStays() throws IOException {
        RunFolder temporary = RunFolder.temporary("netfs-cache-test-");
        Path file = Files.createFile(temporary.path().resolve("file"));

        temporary.keepWhatThereIs();
        temporary.close();

        assertThat(temporary.stays()).isTrue();
        assertThat(file).exists();
        Files.delete(file);
        Files.delete(temporary.path());
    }

    @Test
    void nothingIsNotWorthKeeping() throws IOException {
        RunFolder temporary = RunFolder.temporary("netfs-cache-test-");

        temporary.keepWhatThereIs();
        temporary.close();

        assertThat(temporary.path()).doesNotExist();
    }

    @Test
    void aFolderThatWasGivenIsMadeAndStays() throws IOException {
        Path given = folder.resolve("new/one");

        RunFolder.given(given).close();

        assertThat(given).isDirectory();
    }

    @Test
    void aFolderIsUnusedWhenItIsMissingOrEmpty() throws IOException {
        assertThatCode(() -> RunFolder.requireUnused("--keep", folder.resolve("missing")))
                .doesNotThrowAnyException();
        assertThatCode(() -> RunFolder.requireUnused("--keep", folder)).doesNotThrowAnyException();

        Path file = Files.createFile(folder.resolve("file"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunFolder.requireUnused("--keep", folder))
                .withMessageStartingWith("--keep: " + folder + " is not empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunFolder.requireUnused("--keep", file))
                .withMessage("--keep: " + file + " is no folder");
    }
}
