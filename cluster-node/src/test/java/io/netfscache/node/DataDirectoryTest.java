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
        try (DataDirectory directory = DataDirectory.open(path.resolve("a/b"), new Random(1))) {
            first = directory.id();
        }
        try (DataDirectory directory = DataDirectory.open(path.resolve("a/b"), new Random(2))) {
            assertThat(directory.id()).isEqualTo(first);
        }
        try (DataDirectory directory = DataDirectory.open(path.resolve("c"), new Random(2))) {
            assertThat(directory.id()).isNotEqualTo(first);
        }
    }

    @Test
    void two_nodes_cannot_have_one_directory() throws IOException {
        try (DataDirectory first = DataDirectory.open(path, new Random(1))) {
            assertThat(first.cache("default").getParent()).isEqualTo(path);
            assertThatThrownBy(() -> DataDirectory.open(path, new Random(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("in use by another node");
        }
    }

    @Test
    void a_damaged_id_is_named_and_not_replaced() throws IOException {
        Files.writeString(path.resolve("node-id"), "nonsense");

        assertThatThrownBy(() -> DataDirectory.open(path, new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("node-id")
                .hasMessageContaining("nonsense");
        Files.delete(path.resolve("node-id"));
        DataDirectory.open(path, new Random(1)).close();
    }

    @Test
    void a_directory_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.createFile(path.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data"), new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }
}
