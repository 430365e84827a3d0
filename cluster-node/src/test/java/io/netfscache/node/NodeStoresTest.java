package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NodeStoresTest {
    @TempDir
    Path directory;

    private final ExecutorService disk = Executors.newSingleThreadExecutor();

    @AfterEach
    void endThreads() {
        disk.shutdownNow();
    }

    private NodeStores stores() {
        return new NodeStores(
                TestCluster.config(directory.resolve("node"), List.of("127.0.0.1:4711"), 0), disk, () -> 0);
    }

    private CacheConfig cache(String name) {
        return new CacheConfig(name, directory.resolve(name), StoreConfig.NO_LIMIT, 0);
    }

    @Test
    void eachCacheHasAStoreInItsDirectoryOnce() throws IOException {
        BackingStore first = stores().open(cache("fast"), true);
        try (first) {
            assertThat(directory.resolve("fast")).isDirectory();
            assertThatIOException()
                    .isThrownBy(() -> stores().open(cache("fast"), true))
                    .withMessageContaining("is in use by another node");
        }
        try (BackingStore again = stores().open(cache("fast"), false)) {
            assertThat(again).isNotSameAs(first);
        }
    }

    @Test
    void anErrorOfTheDiskNamesTheCacheAndWhatToDo() throws IOException {
        Files.writeString(directory.resolve("slow"), "a file is here");
        assertThatIOException()
                .isThrownBy(() -> stores().open(cache("slow"), true))
                .withMessageStartingWith("cannot write in the directory of cache slow " + directory.resolve("slow"))
                .withMessageContaining("it takes a disk with free space");
    }
}
