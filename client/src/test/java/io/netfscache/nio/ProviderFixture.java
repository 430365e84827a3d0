package io.netfscache.nio;

import io.netfscache.FakeNode;
import io.netfscache.origin.Origins;
import io.netfscache.origin.SettledFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A provider of the test's own, with a clock that it sets, over a folder of this machine and a node. */
@Timeout(60)
abstract class ProviderFixture {
    @TempDir
    Path folder;

    final AtomicLong nanos = new AtomicLong();
    FakeNode node;
    NetfsFileSystemProvider provider;
    NetfsFileSystem files;

    @BeforeEach
    void open() throws Exception {
        node = new FakeNode(1);
        provider = provider();
        files = provider.newFileSystem(uri(""), servers());
    }

    @AfterEach
    void close() throws IOException {
        files.close();
        node.close();
    }

    NetfsFileSystemProvider provider() {
        return new NetfsFileSystemProvider(
                url -> url.startsWith("file:")
                        ? new Origins.OriginPath(
                                SettledFiles.origin(), Origins.resolve(url).path())
                        : Origins.resolve(url),
                nanos::get);
    }

    Map<String, ?> servers() {
        return Map.of("servers", List.of(node.address()));
    }

    /** Of the test's folder; {@code path} as a URI has it, without the first slash. */
    URI uri(String path) {
        return URI.create("netfs:file://" + folder + "!/" + path);
    }

    NetfsPath path(String text) {
        return files.getPath(text);
    }

    void aSecondPasses() {
        nanos.addAndGet(NioLimits.ANSWER_COUNTS.toNanos());
    }
}
