package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every origin that can be written does. */
abstract class WritableOriginContract {
    abstract WritableOrigin origin();

    /** A path of that name, in a folder that is there. */
    abstract String path(String name);

    /** Changes a file as somebody else does, so that its coherency data change too. */
    abstract void changedBySomebodyElse(String path, byte[] contents) throws IOException;

    /** What else is true after each of these tests. */
    void check() throws IOException {}

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    OriginAttributes write(String path, OriginAttributes expected, byte[] contents) throws IOException {
        try (OriginWriter writer = origin().openForWriting(path, expected, contents.length)) {
            ByteBuffer from = ByteBuffer.wrap(contents);
            // In pieces of odd sizes, which a short write may leave even odder.
            while (from.hasRemaining()) {
                int at = from.position();
                ByteBuffer piece = from.slice(at, Math.min(40_001, from.remaining()));
                int written = writer.write(at, piece);
                assertThat(written).isPositive().isEqualTo(piece.position());
                from.position(at + written);
            }
            return writer.commit(true);
        }
    }

    byte[] read(String path) throws IOException {
        OriginAttributes attributes = origin().stat(path);
        ByteBuffer into = ByteBuffer.allocate((int) attributes.size());
        try (OriginFile file = origin().open(path, attributes)) {
            file.read(0, into);
        }
        assertThat(into.hasRemaining()).isFalse();
        return into.array();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 65_536, 65_537, 3_000_000})
    void whatIsWrittenIsReadAndCommitTellsItsAttributes(int size) throws IOException {
        String path = path("f");
        byte[] contents = HttpResource.bytes(size, 7);

        OriginAttributes made = write(path, origin().create(path), contents);

        assertThat(origin().stat(path)).isEqualTo(made);
        assertThat(made.size()).isEqualTo(size);
        assertThat(read(path)).isEqualTo(contents);
        check();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 100_000})
    void aFileBecomesShorterAndLonger(int size) throws IOException {
        String path = path("f");
        OriginAttributes first = write(path, origin().create(path), HttpResource.bytes(70_000, 1));
        byte[] contents = HttpResource.bytes(size, 2);
        OriginAttributes second = write(path, first, contents);
        assertThat(read(path)).isEqualTo(contents);
        assertThat(second).isEqualTo(origin().stat(path)).isNotEqualTo(first);
        check();
    }

    @Test
    void anEmptyFileIsMadeOnce() throws IOException {
        String path = path("f");
        OriginAttributes made = origin().create(path);
        assertThat(made.size()).isZero();
        assertThat(origin().stat(path)).isEqualTo(made);
        write(path, made, text("one two three"));

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> origin().create(path))
                .withMessageContaining(path);
        assertThat(read(path)).isEqualTo(text("one two three"));
        check();
    }

    @Test
    void aFileThatIsNotTheExpectedOneIsNotOpened() throws IOException {
        String path = path("f");
        OriginAttributes before = write(path, origin().create(path), text("one two three"));
        changedBySomebodyElse(path, text("somebody else's"));

        assertThatExceptionOfType(OriginChangedException.class)
                .isThrownBy(() -> origin().openForWriting(path, before, 3))
                .withMessageContaining(path);
        assertThat(read(path)).isEqualTo(text("somebody else's"));
        check();
    }

    @Test
    void aFileThatIsNotThereIsNeitherOpenedNorDeleted() throws IOException {
        String path = path("f");
        OriginAttributes before = origin().create(path);
        origin().delete(path);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> origin().stat(path));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin().openForWriting(path, before, 3))
                .withMessageContaining(path);
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> origin().delete(path))
                .withMessageContaining(path);
        check();
    }

    @Test
    void twoWritersOfOneVersionDoNotBothWin() throws IOException {
        String path = path("f");
        OriginAttributes before = write(path, origin().create(path), text("one two three"));
        write(path, before, text("first of two"));
        assertThatExceptionOfType(OriginChangedException.class)
                .isThrownBy(() -> write(path, before, text("the second is late")));
        assertThat(read(path)).isEqualTo(text("first of two"));
        check();
    }

    @Test
    void aNameIsAnyText() throws IOException {
        String path = path("a b%ä+'(");
        write(path, origin().create(path), text("one"));
        assertThat(read(path)).isEqualTo(text("one"));
        origin().delete(path);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> origin().stat(path));
        check();
    }

    @Test
    void closingWithoutACommitIsNoErrorAndMayBeRepeated() throws IOException {
        String path = path("f");
        OriginAttributes before = write(path, origin().create(path), text("one two three"));
        OriginWriter writer = origin().openForWriting(path, before, 13);
        writer.close();
        writer.close();
        assertThat(read(path)).isEqualTo(text("one two three"));
        check();
    }
}
