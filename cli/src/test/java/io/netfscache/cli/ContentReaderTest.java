package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while they are read. */
@Timeout(60)
class ContentReaderTest {
    private static final int SIZE = 5 << 19;

    /** Files; each read of a beginning is followed by a change, as many times as {@code changes} says. */
    private final class Changing implements Origin {
        private final FileOrigin files = new FileOrigin();
        private int changes;

        @Override
        public String volumeKey() {
            return files.volumeKey();
        }

        @Override
        public byte[] objectKey(String path) {
            return files.objectKey(path);
        }

        @Override
        public OriginAttributes stat(String path) throws IOException {
            return files.stat(path);
        }

        @Override
        public OriginFile open(String path, OriginAttributes expected) throws IOException {
            OriginFile file = files.open(path, expected);
            return new OriginFile() {
                private long last;

                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    last = position;
                    return file.read(position, into);
                }

                @Override
                public Certification certify() throws IOException {
                    Certification certification = file.certify();
                    if (last == 0 && certification != Certification.CHANGED && changes > 0) {
                        changes--;
                        write(SIZE - changes);
                    }
                    return certification;
                }

                @Override
                public void close() {
                    file.close();
                }
            };
        }

        @Override
        public List<OriginEntry> list(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> walk(String path) throws IOException {
            return files.walk(path);
        }

        @Override
        public long bytesRead() {
            return files.bytesRead();
        }

        @Override
        public void close() {}
    }

    @TempDir
    Path folder;

    private final Changing origin = new Changing();
    private final ContentReader reader = new ContentReader();
    private Path path;
    private Netfs netfs;
    private NetfsFile file;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("file");
        write(SIZE - 100);
        netfs = Netfs.mount(FsCache.disabled(), origin, NetfsOptions.DEFAULTS);
        file = netfs.open(path.toString());
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        netfs.close();
    }

    /** Another version: another size and other bytes. */
    private void write(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(path, bytes);
    }

    @Test
    void aCopyThatCannotBeginAgainEndsWhereTheFileChanged() {
        origin.changes = 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatExceptionOfType(ContentChangedException.class)
                .isThrownBy(() -> reader.copy(file, Channels.newChannel(out)))
                .satisfies(e -> assertThat(e.position()).isEqualTo(out.size()))
                .withMessageContaining("changed while it was read");
        assertThat(out.size()).isEqualTo(CliLimits.BUFFER_BYTES);
    }

    @Test
    void aCopyThatCanBeginsAgainAndIsOfTheNewVersion() throws Exception {
        origin.changes = CliLimits.MAX_RESTARTS;
        Path target = folder.resolve("copy");

        try (PartFile part = PartFile.create(target)) {
            HashingChannel to = new HashingChannel(part);
            assertThat(reader.copyOneVersion(file, to)).isEqualTo(SIZE);
            part.complete();

            assertThat(to.sha256())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path))));
        }
        assertThat(target).hasSameBinaryContentAs(path);
    }

    @Test
    void aFileThatKeepsChangingIsNotCopied() {
        origin.changes = CliLimits.MAX_RESTARTS + 1;

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> reader.copyOneVersion(file, HashingChannel.discarding()))
                .withMessageContaining("changed each of the 6 times");
    }
}
