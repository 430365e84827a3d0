package io.netfscache.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** URIs, options, and what is opened and closed with what. */
final class FileSystemsTest extends ProviderFixture {
    @Test
    void theJdkFindsTheProvider() {
        assertThat(FileSystemProvider.installedProviders())
                .anyMatch(installed -> installed instanceof NetfsFileSystemProvider);
    }

    @Test
    void oneFilesystemIsFoundByAllSpellingsOfItsUri() throws Exception {
        for (String spelling : List.of(
                "netfs:file://" + folder + "!/x",
                "netfs:file:" + folder + "/!/",
                "NETFS:file://localhost" + folder + "!/a%20b")) {
            assertThat(provider.getFileSystem(URI.create(spelling))).isSameAs(files);
        }
        assertThatExceptionOfType(FileSystemAlreadyExistsException.class)
                .isThrownBy(() -> provider.newFileSystem(uri("x"), servers()));
    }

    @Test
    void aClosedFilesystemClosesItsChannelsAndCanBeOpenedAgain() throws Exception {
        Files.writeString(folder.resolve("f"), "x");
        SeekableByteChannel channel = Files.newByteChannel(path("f"));
        NetfsPath before = path("f");
        files.close();
        assertThat(channel.isOpen()).isFalse();
        assertThat(files.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedFileSystemException.class).isThrownBy(() -> Files.readString(before));
        assertThatExceptionOfType(FileSystemNotFoundException.class).isThrownBy(() -> provider.getFileSystem(uri("f")));
        assertThat(provider.registry().mounts().clients()).isZero();
        files = provider.newFileSystem(uri(""), servers());
        assertThat(Files.readString(path("f"))).isEqualTo("x");
        assertThat(path("f")).isNotEqualTo(before);
    }

    @Test
    void filesystemsWithTheSameOptionsShareAClientAndItsMounts() throws Exception {
        Files.createDirectory(folder.resolve("a"));
        Files.writeString(folder.resolve("a/f"), "x");
        try (NetfsFileSystem inner = provider.newFileSystem(URI.create("netfs:file://" + folder + "/a!/"), servers())) {
            assertThat(provider.registry().mounts().clients()).isEqualTo(1);
            assertThat(inner.mount()).isSameAs(files.mount());
            files.close();
            assertThat(Files.readString(inner.getPath("f"))).isEqualTo("x");
        }
        assertThat(provider.registry().mounts().clients()).isZero();
        URI uncached = URI.create("netfs://none/file://" + folder + "!/a/f");
        assertThat(Files.readString(provider.getPath(uncached))).isEqualTo("x");
        provider.getFileSystem(uncached).close();
    }

    @Test
    void aPathOpensItsFilesystemWhenTheUriNamesTheCluster() throws Exception {
        Files.writeString(folder.resolve("f"), "x");
        String servers = "127.0.0.1:" + node.address().getPort();
        NetfsPath path = provider.getPath(URI.create("netfs://" + servers + "/file://" + folder + "!/f"));
        assertThat(Files.readString(path)).isEqualTo("x");
        assertThat(path.getFileSystem()).isNotSameAs(files);
        assertThat(provider.getPath(path.toUri())).isEqualTo(path);
        path.getFileSystem().close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.getPath(URI.create("netfs:file:///else!/f")))
                .withMessageContaining("no cluster is named")
                .withMessageContaining("netfs.servers");
    }

    @Test
    void anUncachedHttpServerHasARootAndFilesAndNoListing() throws Exception {
        try (TreeServer server = new TreeServer(folder);
                NetfsFileSystem http = provider.newFileSystem(URI.create("netfs:" + server.url() + "!/"), servers())) {
            Files.writeString(folder.resolve("a b?ü%"), "contents");
            Files.write(folder.resolve("large"), new byte[3_000_000]);
            assertThat(Files.isDirectory(http.getPath("/"))).isTrue();
            assertThat(Files.readString(http.getPath("/a b?ü%"))).isEqualTo("contents");
            assertThat(Files.size(http.getPath("large"))).isEqualTo(3_000_000);
            assertThat(Files.readAllBytes(http.getPath("large"))).hasSize(3_000_000);
            assertThat(Files.exists(http.getPath("none"))).isFalse();
            assertThatExceptionOfType(java.nio.file.FileSystemException.class)
                    .isThrownBy(() -> Files.list(http.getPath("/")))
                    .withMessageContaining("lists nothing");
            assertThatExceptionOfType(java.nio.file.NotDirectoryException.class)
                    .isThrownBy(() -> Files.list(http.getPath("/large")));
        }
    }

    @Test
    void eachWrongUriIsToldWhatIsWrongWithIt() {
        Map.of(
                        "netfs:file:///a", "no !/",
                        "netfs:ftp://x/a!/", "is no origin",
                        "netfs:file:///a!/b#c", "fragment",
                        "netfs:file:///a!/b?c", "query",
                        "netfs:///file:///a!/b", "no servers",
                        "netfs:file:///a!/%2F", "%2F",
                        "netfs:file:///a!/%FF", "UTF-8",
                        "netfs:/a!/b", "is no origin",
                        "file:///a!/b", "scheme")
                .forEach((uri, why) -> assertThatIllegalArgumentException()
                        .as(uri)
                        .isThrownBy(() -> provider.getPath(URI.create(uri)))
                        .withMessageContaining(why)
                        .withMessageContaining("netfs:ORIGIN!/path"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.getPath(URI.create("netfs:http://user:secret@host/x")))
                .withMessageNotContaining("secret");
        for (String wrong : List.of(
                "netfs:ftp://user:secret@host/!/x",
                "netfs://user:secret@host/file:///f!/",
                "netfs:http://host/f?token=secret!/x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> provider.getPath(URI.create(wrong)))
                    .satisfies(e -> assertThat(e.getMessage() + e.getCause()).doesNotContain("secret"));
        }
    }

    @Test
    void eachWrongOptionIsToldWhatIsWrongWithIt() {
        Map.of(
                        Map.of("server", "h:1"), "[server]",
                        Map.of("servers", "h"), "\"h\" is not host:port",
                        Map.of("servers", "h:1,"), "\"\" is not host:port",
                        Map.of("servers", "h:1", "folioBytes", "much"), "folioBytes: \"much\"",
                        Map.of("servers", "h:1", "ioThreads", 65), "ioThreads",
                        Map.of("servers", "h:1", "cache", 1), "cache: a String")
                .forEach((environment, why) -> assertThatIllegalArgumentException()
                        .as(environment.toString())
                        .isThrownBy(() -> NioOptions.of("", environment, null))
                        .withMessageContaining(why));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NioOptions.of("h:1", Map.of("servers", "h:1"), null))
                .withMessageContaining("twice");
        NioOptions options = NioOptions.of("", Map.of("folioBytes", 1 << 20, "cache", "fast"), "h:1,[::1]:2");
        assertThat(java.util.Objects.requireNonNull(options.cluster()).servers())
                .hasSize(2);
        assertThat(options.netfs().folioBytes()).isEqualTo(1 << 20);
        assertThat(options.netfs().cacheName()).isEqualTo("fast");
        assertThat(NioOptions.of("", Map.of("servers", "none"), "h:1").cluster())
                .isNull();
    }
}
