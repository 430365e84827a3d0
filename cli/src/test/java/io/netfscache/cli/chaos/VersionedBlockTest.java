package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.cli.chaos.history.Answer;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class VersionedBlockTest {
    private static ByteBuffer block(int bytes, int file, int version, int block) {
        ByteBuffer made = ByteBuffer.allocate(bytes);
        VersionedBlock.write(made, file, version, block);
        return made.flip();
    }

    @ParameterizedTest
    @ValueSource(ints = {VersionedBlock.BYTES, VersionedBlock.HEADER_BYTES, 1001})
    void aBlockOfAnyLengthTellsItsVersion(int bytes) {
        assertThat(VersionedBlock.version(block(bytes, 7, 3, 12), 7, 12)).isEqualTo(3);
    }

    @Test
    void theSameArgumentsGiveTheSameBytesAndOthersGiveOthers() {
        ByteBuffer one = block(VersionedBlock.BYTES, 7, 3, 12);

        assertThat(block(VersionedBlock.BYTES, 7, 3, 12)).isEqualTo(one);
        assertThat(List.of(
                        block(VersionedBlock.BYTES, 8, 3, 12),
                        block(VersionedBlock.BYTES, 7, 4, 12),
                        block(VersionedBlock.BYTES, 7, 3, 13)))
                .doesNotContain(one);
    }

    @Test
    void aBlockOfAnotherFileOrPlaceIsForeign() {
        ByteBuffer found = block(VersionedBlock.BYTES, 7, 3, 12);

        assertThat(VersionedBlock.version(found, 8, 12)).isEqualTo(Answer.FOREIGN);
        assertThat(VersionedBlock.version(found, 7, 11)).isEqualTo(Answer.FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, 16, 2048, 4088})
    void bytesOfAnotherVersionInItMakeItTorn(int from) {
        // Given
        ByteBuffer torn = block(VersionedBlock.BYTES, 7, 3, 12);
        ByteBuffer other = block(VersionedBlock.BYTES, 7, 4, 12);

        // When
        int bytes = from == 0 ? 2048 : VersionedBlock.BYTES - from;
        torn.put(from, other, from, bytes);

        // Then
        assertThat(VersionedBlock.version(torn, 7, 12)).isEqualTo(Answer.TORN);
    }

    @Test
    void zeroesAndHalvesAreTorn() {
        assertThat(VersionedBlock.version(ByteBuffer.allocate(VersionedBlock.BYTES), 0, 0))
                .isEqualTo(Answer.TORN);
        assertThat(VersionedBlock.version(block(VersionedBlock.BYTES, 7, 3, 12).limit(4000), 7, 12))
                .isEqualTo(Answer.TORN);
        assertThat(VersionedBlock.version(ByteBuffer.allocate(3), 0, 0)).isEqualTo(Answer.TORN);
    }

    @Test
    void thereIsNoBlockWithoutRoomForItsHeader() {
        assertThatThrownBy(() -> block(VersionedBlock.HEADER_BYTES - 1, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneFileInEightIsInTwoChunksTheOthersAreOf64To256KibAndTwoOfThreeEndWithinABlock() {
        List<ChaosFile> files = ChaosFile.some(96);

        assertThat(files)
                .allSatisfy(file ->
                        assertThat(file.bytes() % ChaosLimits.CHUNK_BYTES).isBetween(64 << 10, 260 << 10))
                .allSatisfy(file -> assertThat(file.bytesOf(file.blocks() - 1, 5))
                        .isBetween(VersionedBlock.HEADER_BYTES, VersionedBlock.BYTES));
        assertThat(files.stream().filter(file -> file.bytes() % VersionedBlock.BYTES != 0))
                .hasSize(64);
        assertThat(files.stream().filter(file -> file.bytes() > ChaosLimits.CHUNK_BYTES))
                .hasSize(12)
                .allSatisfy(file -> assertThat(file.blockOfSecondChunk()).isEqualTo(256));
    }

    @Test
    void theContentsOfAFileAreItsBlocks() {
        ChaosFile file = ChaosFile.some(2).get(1);
        ByteBuffer contents = ByteBuffer.wrap(file.contents(9));

        for (int block = 0; block < file.blocks(); block++) {
            ByteBuffer bytes = contents.slice(block * VersionedBlock.BYTES, file.bytesOf(block, 1));
            assertThat(VersionedBlock.version(bytes, 1, block)).isEqualTo(9);
        }
    }
}
