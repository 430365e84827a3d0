package io.netfscache.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChunkHeaderTest {
    private static final ChunkHeader HEADER = new ChunkHeader(
            3,
            64 << 20,
            ChunkHeader.FLAG_DIRTY,
            new ObjectIdentity(
                    "vol",
                    Bytes.utf8("key"),
                    new ObjectGeneration(new Generation(1, 2), new Generation(3, 4)),
                    0x123456789aL,
                    Bytes.utf8("a"),
                    Bytes.utf8("c")),
            new DroppedBlocks(List.of(new BlockRange(5, 7))));

    @Test
    void isWrittenInTheseBytes() {
        byte[] page = HEADER.encode();

        assertThat(page).hasSize(4096);
        assertThat(HexFormat.of().formatHex(page, 0, 80))
                .isEqualTo("4e4554465343484b" + "0001" + "0001" + "00000003" + "04000000" + "00000001"
                        + "000000123456789a" + "0000000000000001" + "0000000000000002" + "0000000000000003"
                        + "0000000000000004" + "03766f6c" + "036b6579" + "0161" + "0163" + "00000000");
        assertThat(HexFormat.of().formatHex(page, 2048, 2064)).isEqualTo("0000000500000007" + "0000000000000000");
        assertThat(HexFormat.of().formatHex(page, 4092, 4096)).isEqualTo("GOLDEN");
        assertThat(ChunkHeader.decode(page)).isEqualTo(HEADER);
    }

    @Test
    void isRefusedWithAnyBitFlipped() {
        byte[] page = HEADER.encode();
        for (int bit = 0; bit < page.length * 8; bit += 7) {
            byte[] torn = page.clone();
            torn[bit >>> 3] ^= (byte) (1 << (bit & 7));
            assertThat(ChunkHeader.decode(torn)).as("bit %s", bit).isNull();
        }
    }

    @Test
    void hasRoomForTheLongestFields() {
        ObjectIdentity longest = new ObjectIdentity(
                "v".repeat(254),
                Bytes.of(filled(255)),
                HEADER.object().generation(),
                Long.MAX_VALUE,
                Bytes.of(filled(255)),
                Bytes.of(filled(255)));
        List<BlockRange> ranges = new ArrayList<>();
        for (int i = 0; i < 2 * StoreLimits.MAX_DROPPED_RANGES; i++) {
            ranges.add(new BlockRange(4 * i, 4 * i + 1));
        }
        ChunkHeader header =
                new ChunkHeader(0, 64 << 20, 0, longest, DroppedBlocks.NONE).dropping(ranges);

        assertThat(header.dropped().ranges()).hasSizeLessThanOrEqualTo(StoreLimits.MAX_DROPPED_RANGES);
        assertThat(ranges).allMatch(header.dropped()::intersects);
        assertThat(ChunkHeader.decode(header.encode())).isEqualTo(header);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xff);
        return bytes;
    }
}
