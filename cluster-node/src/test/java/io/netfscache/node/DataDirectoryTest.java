package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.protocol.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DataDirectoryTest {
    @TempDir
    Path path;

    @Test
    void a_node_keeps_its_id_for_as_long_as_its_directory_lives() throws IOException {
        NodeId first;
        try (DataDirectory directory = DataDirectory.open(path.resolve("a/b"), "blue", new Random(1))) {
            first = directory.id();
        }
        try (DataDirectory directory = DataDirectory.open(path.resolve("a/b"), "blue", new Random(2))) {
            assertThat(directory.id()).isEqualTo(first);
        }
        try (DataDirectory directory = DataDirectory.open(path.resolve("c"), "blue", new Random(2))) {
            assertThat(directory.id()).isNotEqualTo(first);
        }
    }

    @Test
    void two_nodes_cannot_have_one_directory() throws IOException {
        try (DataDirectory first = DataDirectory.open(path, "blue", new Random(1))) {
            assertThat(first.path()).isEqualTo(path);
            assertThatThrownBy(() -> DataDirectory.open(path, "blue", new Random(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("in use by another node");
        }
    }

    @Test
    void a_damaged_id_is_named_and_not_replaced() throws IOException {
        Files.writeString(path.resolve("node-id"), "nonsense");

        assertThatThrownBy(() -> DataDirectory.open(path, "blue", new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the node id in " + path.resolve("node-id") + " is damaged: ")
                .hasMessageContaining("nonsense")
                .hasMessageEndingWith("; delete the file to give the node a new one");
        Files.delete(path.resolve("node-id"));
        DataDirectory.open(path, "blue", new Random(1)).close();
    }

    @Test
    void a_directory_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.createFile(path.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data"), "blue", new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void a_directory_that_the_user_may_not_write_in_is_named() {
        // The system's own: root cannot make files there either.
        Path system = Path.of("/sys/kernel");

        assertThatThrownBy(() -> DataDirectory.open(system, "blue", new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write in the data directory /sys/kernel: ")
                .hasMessageEndingWith(
                        "; it takes a disk with free space and a directory that the user that runs the node" + " owns")
                .message()
                .containsAnyOf("permission denied", "Read-only file system", "Operation not permitted");
    }

    @Test
    void a_directory_on_a_full_disk_is_named_but_one_that_is_complete_opens() throws IOException {
        // Given: every new file ends on a disk without space
        for (String file : new String[] {"format", "cluster-name", "node-id"}) {
            Files.createSymbolicLink(path.resolve(file + ".new"), Path.of("/dev/full"));
        }

        // When
        assertThatThrownBy(() -> DataDirectory.open(path, "blue", new Random(1)))
                // Then
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot write in the data directory " + path + ": No space left on device; it takes a disk with"
                                + " free space and a directory that the user that runs the node owns");

        // And
        Files.writeString(path.resolve("format"), "1");
        Files.writeString(path.resolve("cluster-name"), "blue");
        Files.writeString(path.resolve("node-id"), new NodeId(1, 2).toString());
        DataDirectory.open(path, "blue", new Random(1)).close();
    }

    @Test
    void a_directory_of_a_newer_format_is_refused_with_both_versions() throws IOException {
        Files.writeString(path.resolve("format"), "7\n");

        assertThatThrownBy(() -> DataDirectory.open(path, "blue", new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the data directory " + path + " has format 7, and this netfs-cache reads formats up to 1: run"
                                + " the newer version that wrote it, or give the node an empty data directory");
        assertThat(path.resolve("node-id")).doesNotExist();
    }

    @Test
    void a_damaged_format_is_refused() throws IOException {
        Files.writeString(path.resolve("format"), "new");

        assertThatThrownBy(() -> DataDirectory.open(path, "blue", new Random(1)))
                .hasMessage("the format in " + path.resolve("format")
                        + " is damaged: \"new\" is no version; give the node" + " an empty data directory");
    }

    @Test
    void a_directory_without_a_format_is_of_the_first_and_gets_it_written_down() throws IOException {
        Files.writeString(path.resolve("node-id"), new NodeId(1, 2).toString());

        try (DataDirectory directory = DataDirectory.open(path, "blue", new Random(1))) {
            assertThat(directory.id()).isEqualTo(new NodeId(1, 2));
            assertThat(directory.isNew()).isFalse();
        }
        assertThat(path.resolve("format")).hasContent("1");
    }

    @Test
    void a_mistake_in_the_name_of_the_cluster_does_not_stick_to_a_directory_that_has_joined_none() throws IOException {
        DataDirectory.open(path, "bleu", new Random(1)).close();

        try (DataDirectory directory = DataDirectory.open(path, "blue", new Random(1))) {
            assertThat(path.resolve("cluster-name")).doesNotExist();
            directory.joined();
        }
        assertThat(path.resolve("cluster-name")).hasContent("blue");
    }

    @Test
    void a_directory_of_another_cluster_is_refused_with_both_names() throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, "blue", new Random(1))) {
            directory.joined();
        }

        assertThatThrownBy(() -> DataDirectory.open(path, "green", new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("the data directory " + path + " belongs to cluster \"blue\", and this node is of cluster"
                        + " \"green\": set --cluster-name to the former, or give the node an empty data directory");
        DataDirectory.open(path, "blue", new Random(1)).close();
    }
}
