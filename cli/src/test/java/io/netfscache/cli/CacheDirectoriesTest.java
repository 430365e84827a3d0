package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CacheDirectoriesTest {
    @Test
    void the_cache_is_where_the_environment_says() throws IOException {
        assertThat(new CacheDirectories(Map.of("XDG_CACHE_HOME", "/big", "HOME", "/home/ada")).cache())
                .isEqualTo(Path.of("/big/netfs-cache"));
        assertThat(new CacheDirectories(Map.of("HOME", "/home/ada")).cache())
                .isEqualTo(Path.of("/home/ada/.cache/netfs-cache"));
    }

    @Test
    void a_relative_path_counts_as_unset() throws IOException {
        assertThat(new CacheDirectories(Map.of("XDG_CACHE_HOME", "here", "HOME", "/home/ada")).cache())
                .isEqualTo(Path.of("/home/ada/.cache/netfs-cache"));
        assertThat(new CacheDirectories(Map.of("XDG_RUNTIME_DIR", "run")).runtime())
                .containsExactly(Path.of("/tmp"));
    }

    @Test
    void without_a_home_it_has_to_be_named() {
        assertThatThrownBy(() -> new CacheDirectories(Map.of()).cache())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--cache-dir");
    }

    @Test
    void sockets_go_to_the_users_runtime_directory_first() {
        assertThat(new CacheDirectories(Map.of("XDG_RUNTIME_DIR", "/run/user/7")).runtime())
                .containsExactly(Path.of("/run/user/7"), Path.of("/tmp"));
    }
}
