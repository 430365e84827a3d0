package io.netfscache.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.origin.MemoryOrigin;
import io.netfscache.origin.Origins;
import io.netfscache.origin.SettledFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies from an origin that fails. */
final class TransfersTest extends ProviderFixture {
    private final MemoryOrigin memory = new MemoryOrigin("memory", true);
    private NetfsFileSystem source;

    @Override
    NetfsFileSystemProvider provider() {
        return new NetfsFileSystemProvider(
                url -> url.startsWith("http:")
                        ? new Origins.OriginPath(memory, "")
                        : new Origins.OriginPath(
                                SettledFiles.origin(), Origins.resolve(url).path()),
                nanos::get);
    }

    @BeforeEach
    void openSource() throws IOException {
        source = provider.newFileSystem(URI.create("netfs:http://memory!/"), servers());
    }

    @AfterEach
    void closeSource() throws IOException {
        source.close();
    }

    @Test
    void aCopyThatFailsLeavesNoHalfFile() {
        memory.put("/f", new byte[24 << 20]);
        memory.beforeRead = MemoryOrigin.failingFrom(4, "cannot be read on");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Files.copy(source.getPath("/f"), path("/copy")))
                .withMessageContaining("cannot be read on");
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void whatCannotBeReadReplacesNothing() throws Exception {
        memory.put("/f", new byte[5]);
        Files.writeString(folder.resolve("copy"), "old");
        memory.beforeRead = MemoryOrigin.failingFrom(3, "cannot be read");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Files.copy(source.getPath("/f"), path("/copy"), StandardCopyOption.REPLACE_EXISTING))
                .withMessageContaining("cannot be read");
        assertThat(folder.resolve("copy")).hasContent("old");
    }
}
