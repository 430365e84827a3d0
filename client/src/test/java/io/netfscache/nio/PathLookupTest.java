package io.netfscache.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a path is found to be, whichever call of the JDK asks. */
final class PathLookupTest extends ProviderFixture {
    private PathLookup at(String path) {
        return new PathLookup(path(path));
    }

    @Test
    void aPathIsAskedForByItsNameAtTheOriginAndMissedByItsOwn() throws Exception {
        Files.writeString(folder.resolve("f"), "12345");
        assertThat(at("sub/.././f").name()).isEqualTo(folder + "/f");
        assertThat(at("sub/.././f").attributes().size()).isEqualTo(5);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> at("sub/../none").attributes())
                .withMessage("sub/../none")
                .havingCause()
                .withMessageContaining(folder.toString());
    }

    @Test
    void aLinkToNothingIsThereButNotFollowed() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("gone"));
        assertThat(at("link").exists()).isTrue();
        assertThat(at("link").isLink()).isTrue();
        assertThat(at("gone").exists()).isFalse();
        assertThat(at("gone").isLink()).isFalse();
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> at("link").attributes())
                .withMessageContaining("a symbolic link to gone");
    }

    @Test
    void twoNamesOfAFileAreTheSameAndHaveOneRealPath() throws Exception {
        Files.writeString(folder.resolve("f"), "12345");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("f"));
        assertThat(at("link").isSameAs(at("f"))).isTrue();
        assertThat(at("/").isSameAs(at("f"))).isFalse();
        assertThat(at("link").realPath()).isEqualTo(path("/f"));
        assertThat(at("./link").realPath(LinkOption.NOFOLLOW_LINKS)).isEqualTo(path("/link"));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> at("f").isSameAs(at("none")));
    }

    @Test
    void whatMayNotBeDoneIsNamed() throws Exception {
        Files.writeString(folder.resolve("f"), "12345");
        at("f").requireAccess(AccessMode.READ, AccessMode.WRITE);
        at("/").requireAccess(AccessMode.EXECUTE);
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> at("f").requireAccess(AccessMode.READ, AccessMode.EXECUTE))
                .withMessageContaining("not executed");
    }

    @Test
    void someAttributesAreChosenByName() throws Exception {
        Files.writeString(folder.resolve("f"), "12345");
        NetfsFileAttributes attributes = at("f").attributes();
        assertThat(attributes.byName("size,fileKey")).containsOnlyKeys("size", "fileKey");
        assertThat(attributes.byName("*")).hasSize(9).containsEntry("size", 5L).containsEntry("fileKey", null);
        assertThatIllegalArgumentException().isThrownBy(() -> attributes.byName("size,"));
    }

    @Test
    void nothingIsFoundInAClosedFilesystem() throws Exception {
        PathLookup lookup = at("f");
        files.close();
        assertThatExceptionOfType(ClosedFileSystemException.class).isThrownBy(lookup::attributes);
        assertThatExceptionOfType(ClosedFileSystemException.class).isThrownBy(lookup::writable);
    }
}
