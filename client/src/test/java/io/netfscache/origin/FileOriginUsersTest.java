package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files as a user sees them whom permissions bind, and in a locale that has no words for their names. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FileOriginUsersTest {
    private Path directory;
    private FileOriginProbe probe;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        directory = folder;
        allow(folder, "rwxr-xr-x");
        probe = new FileOriginProbe(folder);
    }

    /** So that the folder can be deleted. */
    @AfterAll
    void unlock() throws Exception {
        for (String name : List.of("tree/closed", "tree/blind")) {
            if (Files.exists(directory.resolve(name))) {
                allow(directory.resolve(name), "rwxr-xr-x");
            }
        }
    }

    private static Path allow(Path path, String permissions) throws Exception {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Path file(String name) throws Exception {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "one two three");
    }

    @Test
    void whatPermissionsForbidIsToldByNameAndKeepsNothingElseFromBeingRead() throws Exception {
        // Given: a secret file, a folder that cannot be listed, one whose files cannot be reached.
        Path open = file("tree/open");
        Path secret = allow(file("tree/secret"), "---------");
        Path inClosed = file("tree/closed/f");
        Path inBlind = file("tree/blind/f");
        Path last = file("tree/z/f");
        allow(directory.resolve("tree/closed"), "--x--x--x");
        allow(directory.resolve("tree/blind"), "r--r--r--");

        // Then: the text of each path, and "permission denied" as its kind.
        assertThat(probe.ask("C.UTF-8", true, "read", "" + open, "" + secret, "" + inClosed, "" + inBlind))
                .containsExactly(
                        "one two three",
                        "AccessDeniedException " + secret,
                        "one two three",
                        "AccessDeniedException " + inBlind);
        assertThat(probe.ask("C.UTF-8", true, "stat", "" + secret)).containsExactly("AccessDeniedException " + secret);
        assertThat(probe.ask("C.UTF-8", true, "walk", "" + directory.resolve("tree")))
                .containsExactlyInAnyOrder(
                        "AccessDeniedException " + inBlind,
                        "AccessDeniedException " + inClosed.getParent(),
                        "" + open,
                        "" + secret,
                        "" + last);
        assertThat(probe.ask("C.UTF-8", true, "list", "" + inClosed.getParent()))
                .containsExactly("AccessDeniedException " + inClosed.getParent());
    }

    @Test
    void aNameThatTheLocaleHasNoTextForIsReadByItsUrlAndHasTheSameKeyEverywhere() throws Exception {
        Path name = Path.of(java.net.URI.create("file://" + directory + "/names/%C3%BC"));
        Files.createDirectories(name.getParent());
        Files.writeString(name, "one two three");
        String url = "file://" + directory + "/names/%C3%BC";

        List<String> small = probe.ask("C", false, "read", url);
        List<String> large = probe.ask("C.UTF-8", false, "read", url, directory + "/names/ü");
        assertThat(small).containsExactly("one two three");
        assertThat(large).containsExactly("one two three", "one two three");

        assertThat(probe.ask("C", false, "walk", directory + "/names"))
                .containsExactly("file://" + name.toUri().getRawPath());
        assertThat(probe.ask("C.UTF-8", false, "walk", directory + "/names")).containsExactly(directory + "/names/ü");
        String key = HexFormat.of().formatHex((directory.toRealPath() + "/names/ü").getBytes(StandardCharsets.UTF_8));
        assertThat(probe.ask("C", false, "key", url)).containsExactly(key);
        assertThat(probe.ask("C.UTF-8", false, "key", url)).containsExactly(key);
    }

    @Test
    void whatAUserMustNotChangeStaysAndTheErrorNamesIt() throws Exception {
        Path mine = allow(file("change/mine"), "rw-rw-rw-");
        Path other = allow(file("change/other"), "rw-r--r--");
        Path folder = other.getParent();
        allow(folder, "rwxr-xr-x");
        assertThat(probe.ask("C.UTF-8", true, "write", "" + mine, "" + other))
                .containsExactly("3 bytes", "AccessDeniedException " + other);
        assertThat(probe.ask("C.UTF-8", true, "create", folder + "/new"))
                .containsExactly("AccessDeniedException " + folder + "/new");
        assertThat(probe.ask("C.UTF-8", true, "delete", "" + mine)).containsExactly("AccessDeniedException " + mine);
        assertThat(mine).hasContent("ONE");
        assertThat(other).hasContent("one two three");

        // Where a user may write but not list, the name cannot be brought to stable storage; it is made all the same.
        Path blind = allow(Files.createDirectory(folder.resolve("blind")), "-wx-wx-wx");
        assertThat(probe.ask("C.UTF-8", true, "createFolder", blind + "/d")).containsExactly("made");
    }

    @Test
    void anErrorOfAChangeNamesWhatTheLocaleHasNoTextForByItsUrl() throws Exception {
        String url = "file://" + directory + "/odd/%C3%BC";
        file("odd/x");
        assertThat(probe.ask("C", false, "create", url, url)).containsExactly("0", "FileAlreadyExistsException " + url);
        assertThat(probe.ask("C", false, "write", url)).containsExactly("3 bytes");
        assertThat(probe.ask("C", false, "delete", url, url)).containsExactly("deleted", "NoSuchFileException " + url);
    }
}
