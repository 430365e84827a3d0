package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.Cookie;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * NETFS_READ_HOLE_*: an object of three chunks, of which one client stores some blocks around the places where something
 * ends, and another client reads; what it must see is computed from the list of the blocks.
 */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class HolesIT {
    private static final int BLOCK = Limits.BLOCK_BYTES;
    private static final int CHUNK_BLOCKS = ContractCluster.CHUNK_BYTES / BLOCK;
    private static final int SIZE = 3 * ContractCluster.CHUNK_BYTES - 1000;

    private final BitSet present = new BitSet();
    private final byte[] cleared = new byte[SIZE];

    @SuppressWarnings("NullAway.Init")
    private Cookie reader;

    @BeforeEach
    void storeSomeBlocks(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "holes", 2);
        Cookie writer = clients.use(0, "file", SIZE);
        reader = clients.use(1, "file", SIZE);
        byte[] contents = RangeIo.bytes(13, SIZE);
        // Holes at the start, in the middle, across the first chunk boundary, at the second one's both sides, at the
        // end
        present.set(1, 4);
        present.set(5);
        present.set(7, CHUNK_BLOCKS - 2);
        present.set(CHUNK_BLOCKS + 1, CHUNK_BLOCKS + 20);
        present.set(CHUNK_BLOCKS + 25, 2 * CHUNK_BLOCKS - 1);
        present.set(2 * CHUNK_BLOCKS, 3 * CHUNK_BLOCKS - 2);
        for (int from = present.nextSetBit(0); from >= 0; from = present.nextSetBit(present.nextClearBit(from))) {
            byte[] run = Arrays.copyOfRange(contents, from * BLOCK, present.nextClearBit(from) * BLOCK);
            RangeIo.write(writer, (long) from * BLOCK, run);
            System.arraycopy(run, 0, cleared, from * BLOCK, run.length);
        }
    }

    /** From and to of ranges that begin and end at, just before and just after every place where something ends. */
    private List<int[]> ranges() {
        List<Integer> places = new ArrayList<>(List.of(0, 1, BLOCK - 1, SIZE - 1, SIZE));
        for (int block = 1; block * BLOCK < SIZE; block++) {
            if (present.get(block) != present.get(block - 1) || block % CHUNK_BLOCKS == 0) {
                places.addAll(List.of(block * BLOCK - 1, block * BLOCK, block * BLOCK + 1));
            }
        }
        List<int[]> ranges = new ArrayList<>();
        Random random = new Random(13);
        for (int from : places) {
            // The next place, and one anywhere after it
            places.stream().filter(to -> to > from).sorted().limit(3).forEach(to -> ranges.add(new int[] {from, to}));
            int to = places.get(random.nextInt(places.size()));
            if (to > from) {
                ranges.add(new int[] {from, to});
            }
        }
        return ranges;
    }

    private List<ByteRange> holes(int from, int to) {
        List<ByteRange> holes = new ArrayList<>();
        int at = from;
        while (at < to) {
            int block = at / BLOCK;
            boolean hole = !present.get(block);
            int next = hole ? present.nextSetBit(block) : present.nextClearBit(block);
            int end = next < 0 ? to : Math.min(to, next * BLOCK);
            if (hole) {
                holes.add(new ByteRange(at, end));
            }
            at = end;
        }
        return holes;
    }

    @Test
    @Row(13)
    void CLEAR_reads_zeroes_where_bytes_are_missing() throws Exception {
        for (int[] range : ranges()) {
            assertThat(RangeIo.read(reader, range[0], range[1] - range[0], ReadHole.CLEAR))
                    .as("[%d, %d)", range[0], range[1])
                    .isEqualTo(Arrays.copyOfRange(cleared, range[0], range[1]));
        }
        assertThat(RangeIo.read(reader, 0, SIZE, ReadHole.CLEAR)).isEqualTo(cleared);
    }

    @Test
    @Row(13)
    void IGNORE_reads_up_to_the_first_missing_byte() throws Exception {
        for (int[] range : ranges()) {
            List<ByteRange> holes = holes(range[0], range[1]);
            int end = holes.isEmpty() ? range[1] : (int) holes.get(0).start();
            assertThat(RangeIo.read(reader, range[0], range[1] - range[0], ReadHole.IGNORE))
                    .as("[%d, %d)", range[0], range[1])
                    .isEqualTo(Arrays.copyOfRange(cleared, range[0], end));
        }
    }

    /** The kernel says ENODATA only when all of the range is missing. */
    @ParameterizedTest
    @EnumSource(
            value = ReadHole.class,
            names = {"FAIL", "FILL"})
    @Row(13)
    void FAIL_and_FILL_name_every_missing_range_if_any_byte_is_missing(ReadHole policy) throws Exception {
        int complete = 0;
        for (int[] range : ranges()) {
            List<ByteRange> holes = holes(range[0], range[1]);
            if (holes.isEmpty()) {
                assertThat(RangeIo.read(reader, range[0], range[1] - range[0], policy))
                        .isEqualTo(Arrays.copyOfRange(cleared, range[0], range[1]));
                complete++;
            } else {
                assertThat(merged(RangeIo.missing(reader, range[0], range[1] - range[0], policy)))
                        .as("[%d, %d)", range[0], range[1])
                        .isEqualTo(holes);
            }
        }
        assertThat(complete).as("ranges without a hole").isPositive();
    }

    private static List<ByteRange> merged(List<ByteRange> ranges) {
        List<ByteRange> merged = new ArrayList<>();
        for (ByteRange range : ranges) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).end() == range.start()) {
                merged.set(last, new ByteRange(merged.get(last).start(), range.end()));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}
