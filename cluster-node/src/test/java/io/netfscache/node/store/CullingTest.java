package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.CHUNK;
import static io.netfscache.node.store.StoreFixture.object;
import static io.netfscache.node.store.StoreFixture.random;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FSCACHE row 29 in one store. */
@Timeout(60)
class CullingTest {
    private static final Bytes KEY = Bytes.utf8("a");
    private static final ObjectIdentity OBJECT = object("a", 1, 3L * CHUNK);

    private StoreFixture fixture;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(directory, Runnable::run);
        fixture.write(OBJECT, 0, 0, random(1, CHUNK));
        fixture.write(OBJECT, 2, 0, random(2, CHUNK));
        fixture.write(object("a.0", 1, 100), 0, 0, random(3, 100));
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void allChunksOfTheObjectGoAndNoOthers() throws IOException {
        assertThat(fixture.store.holds("volume", KEY)).isTrue();

        assertThat(fixture.store.cull("volume", KEY)).isEqualTo(2);

        assertThat(fixture.store.holds("volume", KEY)).isFalse();
        assertThat(fixture.store.open(OBJECT, 0)).isNull();
        assertThat(fixture.store.holds("volume", Bytes.utf8("a.0"))).isTrue();
        assertThat(fixture.store.stats().chunks()).isOne();
        assertThat(fixture.store.stats().presentBytes()).isEqualTo(100);
        assertThat(fixture.store.cull("volume", KEY)).as("a second time").isZero();
    }

    @Test
    void whatIsNotOpenIsCulledToo() throws IOException {
        fixture.reopenCleanly();

        assertThat(fixture.store.cull("volume", KEY)).isEqualTo(2);

        assertThat(fixture.store.stats().presentBytes()).isEqualTo(100);
        assertThat(fixture.chunkFiles()).hasSize(1);
    }

    @Test
    void anObjectOfWhichOnlyALaterChunkIsHereIsHeld() throws IOException {
        ObjectIdentity tail = object("tail", 1, 3L * CHUNK);
        fixture.write(tail, 2, 0, random(1, CHUNK));

        assertThat(fixture.store.holds("volume", Bytes.utf8("tail"))).isTrue();
        assertThat(fixture.store.holds("volume", Bytes.utf8("tai"))).isFalse();
        assertThat(fixture.store.holds("other", Bytes.utf8("tail"))).isFalse();
    }

    @Test
    void aPinnedChunkKeepsTheWholeObject() throws IOException {
        try (PinnedChunk pin = requireNonNull(fixture.store.open(OBJECT, 2))) {
            StoreException busy = catchThrowableOfType(StoreException.class, () -> fixture.store.cull("volume", KEY));

            assertThat(busy.code()).isEqualTo(ErrorCode.EBUSY);
            assertThat(busy).hasMessageContaining("chunk 2");
            assertThat(fixture.store.presentBytes(OBJECT, 0)).isEqualTo(CHUNK);
            assertThat(StoreFixture.read(pin, 0, CHUNK)).isEqualTo(random(2, CHUNK));
        }

        assertThat(fixture.store.cull("volume", KEY)).isEqualTo(2);
    }

    @Test
    void whatWasCulledIsStoredAgain() throws IOException {
        fixture.store.cull("volume", KEY);

        assertThat(fixture.write(OBJECT, 0, 0, random(1, CHUNK))).isEqualTo(CHUNK);

        assertThat(fixture.store.presentBytes(OBJECT, 0)).isEqualTo(CHUNK);
    }
}
