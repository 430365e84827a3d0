package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.journal.NewerFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedDirectoryTest {
    @TempDir
    Path folder;

    private Path longPath() {
        return folder.resolve("x".repeat(EmbeddedDirectory.SOCKET_PATH_BYTES)).resolve("cache");
    }

    @Test
    void a_new_directory_is_its_users_alone_and_is_known_again() throws IOException {
        Path path = folder.resolve("a/b");

        EmbeddedDirectory.at(path);
        EmbeddedDirectory.at(path);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_directory_of_a_newer_release_is_left_as_it_is() throws IOException {
        EmbeddedDirectory.at(folder.resolve("cache"));
        Files.writeString(folder.resolve("cache/embedded"), "netfs-cache-embedded 2\n");

        assertThatThrownBy(() -> EmbeddedNode.open(
                        new EmbeddedConfig(folder.resolve("cache"), EmbeddedConfig.DEFAULT_BYTES, List.of())))
                .isInstanceOf(NewerFormatException.class)
                .hasMessageContaining("format 2, this release knows 1");

        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files).containsExactly(folder.resolve("cache/embedded"));
        }
    }

    @Test
    void a_directory_with_other_files_or_that_others_can_write_or_that_is_none_is_refused() throws IOException {
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Files.createFile(foreign.resolve("node-id"));
        assertThatThrownBy(() -> EmbeddedDirectory.at(foreign)).hasMessageContaining("has files in it");

        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> EmbeddedDirectory.at(open)).hasMessageContaining("by other users");

        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> EmbeddedDirectory.at(file.resolve("cache")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void the_socket_is_in_the_directory_unless_its_path_would_be_too_long() throws IOException {
        Path path = folder.resolve("short");
        EmbeddedDirectory directory = EmbeddedDirectory.at(path);
        Files.createFile(path.resolve("socket"));

        Path socket = directory.makeSocket(List.of());

        assertThat(socket).isEqualTo(path.resolve("socket")).doesNotExist();
        assertThat(EmbeddedDirectory.socket(path)).isEqualTo(socket);
    }

    @Test
    void a_socket_elsewhere_is_in_a_directory_of_its_users_alone_and_is_found() throws IOException {
        Path runtime = Files.createDirectory(folder.resolve("run"));
        EmbeddedDirectory directory = EmbeddedDirectory.at(longPath());

        Path socket = directory.makeSocket(List.of(folder.resolve("missing"), runtime));

        assertThat(socket.getParent().getParent()).isEqualTo(runtime);
        assertThat(EmbeddedDirectory.socket(longPath())).isEqualTo(socket);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        assertThat(directory.makeSocket(List.of(runtime))).isEqualTo(socket);
    }

    @Test
    void the_next_node_listens_where_the_guests_of_the_last_one_look_for_it() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path other = Files.createDirectory(folder.resolve("other"));
        EmbeddedDirectory directory = EmbeddedDirectory.at(longPath());
        Path socket = directory.makeSocket(List.of(first));

        assertThat(directory.makeSocket(List.of(other))).isEqualTo(socket);
        assertThat(EmbeddedDirectory.socket(longPath())).isEqualTo(socket);

        Files.delete(socket.getParent());
        Files.delete(first);
        Path moved = directory.makeSocket(List.of(other));
        assertThat(moved.getParent().getParent()).isEqualTo(other);
        assertThat(EmbeddedDirectory.socket(longPath())).isEqualTo(moved);
    }

    @Test
    void a_directory_that_somebody_has_laid_out_for_the_socket_is_not_used() throws IOException {
        Path runtime = Files.createDirectory(folder.resolve("run"));
        EmbeddedDirectory directory = EmbeddedDirectory.at(longPath());
        Path trap = directory.makeSocket(List.of(runtime)).getParent();
        Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> directory.makeSocket(List.of(runtime)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long for a socket");
    }

    @Test
    void that_the_last_node_was_closed_is_told_once() throws IOException {
        EmbeddedDirectory directory = EmbeddedDirectory.at(folder.resolve("cache"));
        assertThat(directory.takeClosed()).isFalse();

        directory.putClosed();

        assertThat(directory.takeClosed()).isTrue();
        assertThat(directory.takeClosed()).isFalse();
    }

    @Test
    void a_size_of_no_use_is_refused() {
        assertThatThrownBy(() -> new EmbeddedConfig(folder, 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache-size: 1 is less than");
    }
}
