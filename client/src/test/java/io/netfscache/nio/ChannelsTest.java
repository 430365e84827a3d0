package io.netfscache.nio;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ChannelsTest extends ProviderFixture {
    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    private byte[] random(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(folder.resolve(name), bytes);
        return bytes;
    }

    @Test
    void wholeFilesAreReadInEveryWay() throws Exception {
        byte[] bytes = random("f", 3_000_001);
        assertThat(Files.readAllBytes(path("f"))).isEqualTo(bytes);
        try (InputStream in = Files.newInputStream(path("f"))) {
            assertThat(in.skip(10)).isEqualTo(10);
            assertThat(in.read()).isEqualTo(bytes[10] & 0xff);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            assertThat(in.transferTo(rest)).isEqualTo(3_000_001 - 11);
            assertThat(rest.toByteArray()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 11, bytes.length));
            assertThat(in.read()).isEqualTo(-1);
        }
        ByteArrayOutputStream copied = new ByteArrayOutputStream();
        Files.copy(path("f"), copied);
        assertThat(copied.toByteArray()).isEqualTo(bytes);
        try (FileChannel channel = FileChannel.open(path("f"))) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            assertThat(channel.transferTo(5, 1_000_000, Channels.newChannel(part)))
                    .isEqualTo(1_000_000);
            assertThat(part.toByteArray()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 5, 1_000_005));
            assertThat(channel.position()).isZero();
            assertThat(channel.transferTo(4_000_000, 1, Channels.newChannel(part)))
                    .isZero();
        }
    }

    @Test
    void aChannelReadsFromItsPositionAndSaysWhereItEnds() throws Exception {
        Files.writeString(folder.resolve("f"), "0123456789");
        try (SeekableByteChannel channel = Files.newByteChannel(path("f"))) {
            ByteBuffer four = ByteBuffer.allocate(4);
            assertThat(channel.read(four)).isEqualTo(4);
            assertThat(channel.position()).isEqualTo(4);
            assertThat(channel.position(8).read(four.clear())).isEqualTo(2);
            assertThat(channel.read(four.clear())).isEqualTo(-1);
            assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
            assertThat(channel.position(100).read(four.clear())).isEqualTo(-1);
            assertThat(channel.size()).isEqualTo(10);
            assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
        }
        try (FileChannel channel = FileChannel.open(path("f"))) {
            ByteBuffer[] two = {ByteBuffer.allocate(3), ByteBuffer.allocate(20)};
            assertThat(channel.read(two)).isEqualTo(10);
            assertThat(channel.read(two[1], 9)).isEqualTo(1);
            assertThat(channel.position()).isEqualTo(10);
        }
    }

    @Test
    void emptyFilesAreEmpty() throws Exception {
        Files.createFile(path("f"));
        assertThat(Files.readAllBytes(path("f"))).isEmpty();
        assertThat(Files.size(path("f"))).isZero();
        assertThat(Files.readString(path("f"))).isEmpty();
    }

    @Test
    void textIsWrittenAndReadInLines() throws Exception {
        try (Writer out = Files.newBufferedWriter(path("text"))) {
            out.write("eins\nzwei\nfünf\n");
        }
        assertThat(folder.resolve("text")).hasContent("eins\nzwei\nfünf\n");
        Files.writeString(path("text"), "sechs\n", APPEND);
        try (Stream<String> lines = Files.lines(path("text"))) {
            assertThat(lines).containsExactly("eins", "zwei", "fünf", "sechs");
        }
        Files.writeString(path("text"), "x");
        assertThat(Files.readString(path("text"))).isEqualTo("x");
        assertThat(Files.copy(new ByteArrayInputStream(new byte[300_000]), path("copied")))
                .isEqualTo(300_000);
        assertThat(folder.resolve("copied")).hasSize(300_000);
    }

    @Test
    void writesBeyondTheEndLeaveZeroesAndAppendsGoToIt() throws Exception {
        try (FileChannel channel = FileChannel.open(path("f"), WRITE, READ, CREATE_NEW)) {
            assertThat(channel.write(bytes(1, 2, 3))).isEqualTo(3);
            assertThat(channel.position(8).write(bytes(9))).isEqualTo(1);
            assertThat(channel.write(bytes(7), 1)).isEqualTo(1);
            assertThat(channel.position()).isEqualTo(9);
            ByteBuffer all = ByteBuffer.allocate(20);
            assertThat(channel.read(all, 0)).isEqualTo(9);
            assertThat(all.flip()).isEqualTo(bytes(1, 7, 3, 0, 0, 0, 0, 0, 9));
            channel.force(true);
        }
        try (FileChannel channel = FileChannel.open(path("f"), APPEND)) {
            channel.position(0);
            assertThat(channel.write(new ByteBuffer[] {bytes(10), bytes(11)})).isEqualTo(2);
            assertThat(channel.position()).isEqualTo(11);
        }
        assertThat(Files.readAllBytes(folder.resolve("f"))).containsExactly(1, 7, 3, 0, 0, 0, 0, 0, 9, 10, 11);
    }

    @Test
    void truncatingMovesAPositionThatIsBeyondAndNeverExtends() throws Exception {
        Files.write(folder.resolve("f"), new byte[10]);
        try (FileChannel channel = FileChannel.open(path("f"), WRITE)) {
            channel.position(7).truncate(20);
            assertThat(channel.size()).isEqualTo(10);
            assertThat(channel.position()).isEqualTo(7);
            channel.truncate(4);
            assertThat(channel.position()).isEqualTo(4);
            assertThat(channel.size()).isEqualTo(4);
            assertThatIllegalArgumentException().isThrownBy(() -> channel.truncate(-1));
        }
        assertThat(folder.resolve("f")).hasSize(4);
    }

    @Test
    void bytesComeFromOtherChannels() throws Exception {
        byte[] bytes = random("source", 600_000);
        try (FileChannel channel = FileChannel.open(path("f"), WRITE, CREATE);
                FileChannel source = FileChannel.open(folder.resolve("source"))) {
            assertThat(channel.transferFrom(source, 1, 10)).isZero();
            assertThat(channel.transferFrom(source, 0, Long.MAX_VALUE)).isEqualTo(600_000);
        }
        assertThat(folder.resolve("f")).hasBinaryContent(bytes);
    }

    @Test
    void openOptionsMeanWhatTheyMeanOnUnix() throws Exception {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> FileChannel.open(path("none")))
                .withMessage("none");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> FileChannel.open(path("none"), WRITE));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> FileChannel.open(path("none"), READ, CREATE));
        FileChannel.open(path("f"), WRITE, CREATE, SYNC).close();
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> FileChannel.open(path("f"), WRITE, CREATE_NEW));
        Files.writeString(folder.resolve("f"), "old");
        FileChannel.open(path("f"), WRITE, CREATE, TRUNCATE_EXISTING).close();
        assertThat(folder.resolve("f")).isEmptyFile();
        assertThatIllegalArgumentException().isThrownBy(() -> FileChannel.open(path("f"), READ, APPEND));
        assertThatIllegalArgumentException().isThrownBy(() -> FileChannel.open(path("f"), APPEND, TRUNCATE_EXISTING));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> FileChannel.open(path("f"), WRITE, DELETE_ON_CLOSE))
                .withMessageContaining("DELETE_ON_CLOSE");
    }

    @Test
    void aChannelDoesOnlyWhatItWasOpenedForAndOnlyWhileItIsOpen() throws Exception {
        Files.writeString(folder.resolve("f"), "x");
        FileChannel reading = FileChannel.open(path("f"));
        FileChannel writing = FileChannel.open(path("f"), WRITE);
        assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> reading.write(bytes(1)));
        assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> reading.truncate(0));
        assertThatExceptionOfType(NonReadableChannelException.class)
                .isThrownBy(() -> writing.read(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> reading.map(FileChannel.MapMode.READ_ONLY, 0, 1))
                .withMessageContaining("mapped");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(writing::lock)
                .withMessageContaining("locked");
        for (FileChannel channel : List.of(reading, writing)) {
            channel.close();
            channel.close();
            assertThat(channel.isOpen()).isFalse();
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(channel::size);
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(channel::position);
        }
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> reading.read(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> writing.write(bytes(1)));
    }

    @Test
    void anInterruptedThreadLosesNothingThatItHasWritten() throws Exception {
        FileChannel closed = FileChannel.open(path("closed"), WRITE, CREATE_NEW);
        FileChannel inWrite = FileChannel.open(path("in write"), WRITE, CREATE_NEW);
        closed.write(bytes(1, 2));
        inWrite.write(bytes(3));
        // When
        Thread.currentThread().interrupt();
        try {
            closed.close();
            assertThatExceptionOfType(ClosedByInterruptException.class).isThrownBy(() -> inWrite.write(bytes(4)));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        // Then
        assertThat(Files.readAllBytes(folder.resolve("closed"))).containsExactly(1, 2);
        assertThat(Files.readAllBytes(folder.resolve("in write"))).containsExactly(3, 4);
    }

    @Test
    void whereNoFileReachesIsRefusedAndHarmsNothing() throws Exception {
        try (FileChannel channel = FileChannel.open(path("f"), READ, WRITE, CREATE)) {
            for (long far : List.of(Long.MAX_VALUE - 1, Long.MAX_VALUE, 1L << 62)) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> channel.write(bytes(1, 2, 3), far))
                        .withMessageContaining("f: a file cannot have 3 bytes at " + far);
                assertThat(channel.read(ByteBuffer.allocate(10), far)).isEqualTo(-1);
            }
            channel.write(bytes(1), 0);
        }
        assertThat(Files.readAllBytes(folder.resolve("f"))).containsExactly(1);
    }
}
