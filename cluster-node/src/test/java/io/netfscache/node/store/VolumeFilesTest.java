package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.CHUNK;
import static io.netfscache.node.store.StoreFixture.coherencyFence;
import static io.netfscache.node.store.StoreFixture.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FSCACHE row 2: the coherency data of a volume, on the disk of each node that has something of it. */
@Timeout(60)
class VolumeFilesTest {
    private static final Bytes FIRST = Bytes.utf8("first");
    private static final Bytes SECOND = Bytes.utf8("second");
    private static final Generation VOLUME = new Generation(1, 1);
    private static final Generation LATER = new Generation(2, 2);

    private StoreFixture fixture;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(directory, Runnable::run);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private static ObjectIdentity object(Generation volume, Bytes coherency) {
        ObjectGeneration generation = new ObjectGeneration(volume, new Generation(9, 9));
        return new ObjectIdentity("volume", Bytes.utf8("a"), generation, CHUNK, Bytes.utf8("aux"), coherency);
    }

    private int write(ObjectIdentity object) throws IOException {
        return fixture.write(object, 0, 0, random(1, CHUNK));
    }

    private @Nullable VolumeFile onDisk() throws IOException {
        return new VolumeFiles(directory).read("volume");
    }

    private Path file() {
        return directory.resolve("volumes/volume/coherency");
    }

    private static ObjectGeneration generation(Generation volume) {
        return new ObjectGeneration(volume, Generation.NONE);
    }

    @Test
    void isWrittenInTheseBytes() {
        VolumeFile file = new VolumeFile("vol", new Generation(1, 2), Bytes.utf8("c"));

        assertThat(HexFormat.of().formatHex(file.encode()))
                .isEqualTo("4e45544653564f4c" + "0001" + "0000000000000001" + "0000000000000002" + "03766f6c" + "0163"
                        + "30eb5cf6");
        assertThat(VolumeFile.decode(file.encode())).isEqualTo(file);
    }

    @Test
    void aTornFileIsAsGoodAsNone() throws IOException {
        byte[] whole = new VolumeFile("v".repeat(254), VOLUME, Bytes.of(new byte[255])).encode();
        assertThat(whole).hasSize(VolumeFile.MAX_BYTES);
        for (int length = 0; length < whole.length; length++) {
            assertThat(VolumeFile.decode(Arrays.copyOf(whole, length))).isNull();
            byte[] flipped = whole.clone();
            flipped[length] ^= 1;
            assertThat(VolumeFile.decode(flipped)).as("byte %s", length).isNull();
        }

        write(object(VOLUME, FIRST));
        Files.write(file(), Arrays.copyOf(Files.readAllBytes(file()), 20));
        assertThat(onDisk()).isNull();
        fixture.reopenCleanly();
        write(object(VOLUME, FIRST));

        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, FIRST));
    }

    @Test
    void theFolderOfAVolumeIsMadeWithTheFile() throws IOException {
        assertThat(onDisk()).isNull();

        write(object(VOLUME, FIRST));

        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, FIRST));
        assertThat(file().resolveSibling("coherency.new")).doesNotExist();
    }

    @Test
    void otherCoherencyDataDropsNothingAndIsOnDisk() throws IOException {
        ObjectIdentity before = object(VOLUME, FIRST);
        write(before);

        fixture.store.fence(coherencyFence("volume", generation(VOLUME), SECOND));
        fixture.store.fence(coherencyFence("volume", generation(VOLUME), SECOND));

        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, SECOND));
        assertThat(fixture.store.presentBytes(before, 0)).isEqualTo(CHUNK);
        fixture.reopenUncleanly();
        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, SECOND));
        assertThat(fixture.store.presentBytes(before, 0)).isEqualTo(CHUNK);
    }

    @Test
    void aVolumeThatTheNodeHasNothingOfGetsNoFolder() throws IOException {
        fixture.store.fence(coherencyFence("volume", generation(VOLUME), SECOND));

        assertThat(directory.resolve("volumes/volume")).doesNotExist();
    }

    @Test
    void aChunkThatIsWrittenUnderOtherCoherencyDataBringsTheFileUpToDate() throws IOException {
        write(object(VOLUME, FIRST));
        fixture.reopenCleanly();

        write(object(VOLUME, SECOND));
        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, SECOND));

        // A later generation with the same coherency data says nothing new
        write(object(LATER, SECOND));
        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, SECOND));

        write(object(LATER, FIRST));
        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", LATER, FIRST));
    }

    @Test
    void anInvalidatedVolumeBeginsWithANewFile() throws IOException {
        write(object(VOLUME, FIRST));
        fixture.store.fence(StoreFixture.volumeFence("volume", generation(VOLUME), generation(LATER)));
        assertThat(onDisk()).isNull();

        write(object(LATER, FIRST));

        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", LATER, FIRST));
    }

    @Test
    void theFileIsNoChunkToWhoeverCountsOrMakesRoom() throws IOException {
        write(object(VOLUME, FIRST));
        fixture.reopenUncleanly();
        assertThat(fixture.store.stats().accounted()).isTrue();
        assertThat(fixture.store.stats().chunks()).isOne();
        assertThat(fixture.store.stats().presentBytes()).isEqualTo(CHUNK);
        assertThat(fixture.store.stats().headersDropped()).isZero();

        fixture.closeUncleanly();
        long chunk = CHUNK + StoreLimits.CHUNK_OVERHEAD_BYTES;
        assertThat(StoreTrim.oldest(directory, 100 * chunk)).isEqualTo(new StoreTrim.Result(0, chunk));
        assertThat(StoreTrim.oldest(directory, 1)).isEqualTo(new StoreTrim.Result(chunk, 0));

        assertThat(fixture.chunkFiles()).isEmpty();
        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, FIRST));
        fixture.openAgain();
    }

    @Test
    void bytesOfAnObjectThatWasLookedUpBeforeTheFenceDoNotPutTheOlderCoherencyDataBack() throws IOException {
        write(object(VOLUME, FIRST));
        fixture.store.fence(coherencyFence("volume", generation(VOLUME), SECOND));

        write(object(VOLUME, FIRST));

        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, SECOND));
        fixture.store.fence(coherencyFence("volume", generation(VOLUME), FIRST));
        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", VOLUME, FIRST));
    }

    @Test
    void aFenceSaysNothingOfALaterGenerationOfTheVolume() throws IOException {
        fixture.store.fence(coherencyFence("volume", generation(VOLUME), SECOND));

        write(object(LATER, FIRST));

        assertThat(onDisk()).isEqualTo(new VolumeFile("volume", LATER, FIRST));
    }
}
