package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.MemoryOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two clients that write to one file in turns, at random, against the same file as an array of bytes. */
@Timeout(120)
final class TwoWritersTest {
    private static final long SEED = Long.getLong("seed", 6L);
    private static final int STEPS = Integer.getInteger("steps", 1500);
    private static final int LARGEST = 40_000;

    /** One of the two: what it has written and not synced is applied to what all have. */
    private static final class Writer {
        final Netfs netfs;
        final NetfsFile file;
        final List<UnaryOperator<byte[]>> pending = new ArrayList<>();

        Writer(FsCache cache, MemoryOrigin origin, Set<PageSabotage> broken) throws IOException {
            NetfsOptions options = NetfsOptions.DEFAULTS.withWriteBackDelay(Duration.ofHours(1));
            netfs = Netfs.mount(cache, origin, options, broken);
            file = netfs.open("f", Set.of(OpenMode.WRITE));
        }

        byte[] view(byte[] shared) {
            byte[] view = shared;
            for (UnaryOperator<byte[]> change : pending) {
                view = change.apply(view);
            }
            return view;
        }
    }

    private final Random random = new Random(SEED);
    private byte[] shared = new byte[0];

    /** The first difference, in words; empty when there was none. */
    private String run(boolean inPlace, Set<PageSabotage> broken) throws Exception {
        MemoryOrigin origin = new MemoryOrigin("two", inPlace);
        shared = new byte[20_000];
        random.nextBytes(shared);
        origin.put("f", shared);
        String found = "";
        try (FakeNode node = new FakeNode(1)) {
            node.tellsFences = true;
            try (FsCache one = node.client();
                    FsCache two = node.client()) {
                List<Writer> writers = List.of(new Writer(one, origin, broken), new Writer(two, origin, broken));
                for (int step = 0; step < STEPS && found.isEmpty(); step++) {
                    int who = random.nextInt(2);
                    String what = step(writers.get(who), writers.get(1 - who));
                    found = what.isEmpty() ? "" : "seed " + SEED + " step " + step + " writer " + who + ": " + what;
                }
                for (Writer writer : writers) {
                    writer.file.close();
                    shared = writer.view(shared);
                    writer.netfs.close();
                }
                if (found.isEmpty() && !Arrays.equals(origin.bytes("f"), shared)) {
                    found = "the origin has another file in the end";
                }
            }
        }
        return found;
    }

    private String step(Writer writer, Writer other) throws IOException {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> write(writer, 1 + random.nextInt(300));
            case 4 -> write(writer, 1 + random.nextInt(9000));
            case 5 -> {
                writer.file.sync();
                shared = writer.view(shared);
                writer.pending.clear();
            }
            case 6 -> writer.netfs.dropFolios();
            case 7 -> {
                if (other.pending.isEmpty()) {
                    truncate(writer);
                }
            }
            default -> {}
        }
        return check(writer);
    }

    private void write(Writer writer, int length) throws IOException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        int position = random.nextInt(LARGEST);
        writer.file.write(position, ByteBuffer.wrap(bytes));
        writer.pending.add(old -> {
            byte[] all = Arrays.copyOf(old, Math.max(old.length, position + length));
            System.arraycopy(bytes, 0, all, position, length);
            return all;
        });
    }

    private void truncate(Writer writer) throws IOException {
        for (int i = 0; i < 2; i++) {
            int size = random.nextInt(LARGEST);
            writer.file.truncate(size);
            writer.pending.add(old -> Arrays.copyOf(old, size));
        }
        writer.file.sync();
        shared = writer.view(shared);
        writer.pending.clear();
    }

    private String check(Writer writer) throws IOException {
        byte[] expected = writer.view(shared);
        int position = random.nextInt(4) == 0 ? random.nextInt(LARGEST) : 0;
        ByteBuffer into = ByteBuffer.allocate(LARGEST + 10_000);
        Arrays.fill(into.array(), (byte) 99);
        int n = writer.file.read(position, into);
        int length = Math.max(0, expected.length - position);
        if (n != length) {
            return "read " + n + " bytes at " + position + " of " + expected.length;
        }
        int at = length == 0 ? -1 : Arrays.mismatch(into.array(), 0, n, expected, position, position + n);
        return at < 0 ? "" : "difference at " + (position + at);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachReadsWhatAllHaveSyncedAndWhatItWroteItself(boolean inPlace) throws Exception {
        assertThat(run(inPlace, Set.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PageSabotage.class)
    void aRuleThatIsSwitchedOffIsFound(PageSabotage broken) throws Exception {
        assertThat(run(true, Set.of(broken))).isNotEmpty();
    }
}
