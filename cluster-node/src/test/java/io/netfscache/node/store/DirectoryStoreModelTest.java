package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.BLOCK;
import static io.netfscache.node.store.StoreFixture.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ByteRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random operations against the store and against a map of blocks; {@code -Dseed=} replays one run. */
@Timeout(1200)
class DirectoryStoreModelTest {
    private static final int STEPS = 300;

    /** What the store must have of one object, by block. */
    private static final class Model {
        final String key;
        long generation = 1;
        long size;
        final Map<Integer, byte[]> blocks = new TreeMap<>();
        /** Chunks with bytes that a modifier has written since the last commit. */
        final Set<Integer> dirty = new HashSet<>();

        Model(String key, long size) {
            this.key = key;
            this.size = size;
        }

        ObjectIdentity identity() {
            return StoreFixture.object(key, generation, size);
        }

        long bytes() {
            return blocks.values().stream().mapToLong(block -> block.length).sum();
        }
    }

    private record HeldPin(PinnedChunk pin, List<byte[]> expected) {}

    private final ExecutorService background = Executors.newSingleThreadExecutor();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        background.shutdown();
    }

    @Test
    void behavesLikeAMapOfBlocks() throws Exception {
        Long replayed = Long.getLong("seed");
        int runs = replayed != null ? 1 : Boolean.getBoolean("netfs.long") ? 500 : 15;
        long first = replayed != null ? replayed : 1;
        for (long seed = first; seed < first + runs; seed++) {
            try {
                run(seed);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("replay with -Dseed=" + seed, e);
            }
        }
    }

    private void run(long seed) throws IOException {
        Random random = new Random(seed);
        List<Model> models = List.of(new Model("a", 100), new Model("b/..", 3L * CHUNK + 5000), new Model("c", CHUNK));
        List<HeldPin> pins = new ArrayList<>();
        try (StoreFixture fixture = new StoreFixture(directory.resolve("store" + seed), background, 2)) {
            for (int step = 0; step < STEPS; step++) {
                Model model = models.get(random.nextInt(models.size()));
                int operation = random.nextInt(100);
                if (operation < 50) {
                    write(fixture, model, random);
                } else if (operation < 65) {
                    fenceRange(fixture, model, random);
                } else if (operation < 70) {
                    commit(fixture, model);
                } else if (operation < 73) {
                    fenceAll(fixture, model, random);
                } else if (operation < 80) {
                    hold(fixture, model, random, pins);
                } else if (operation < 85) {
                    int chunk = random.nextInt(4);
                    assertThat(fixture.store.scrub(model.identity(), chunk, 0, CHUNK))
                            .isZero();
                } else if (operation < 88) {
                    fixture.reopenCleanly();
                } else if (operation < 91) {
                    fixture.reopenUncleanly();
                } else {
                    compare(fixture, model);
                }
                if (pins.size() > 3) {
                    compareAndClose(pins.remove(random.nextInt(pins.size())));
                }
            }
            for (Model model : models) {
                compare(fixture, model);
            }
            for (HeldPin pin : pins) {
                compareAndClose(pin);
            }
            long bytes = models.stream().mapToLong(Model::bytes).sum();
            Awaitility.await().until(() -> fixture.store.stats().accounted());
            assertThat(fixture.store.stats().presentBytes()).isEqualTo(bytes);
            assertThat(fixture.store.stats().chunks())
                    .isEqualTo(fixture.chunkFiles().size());
            assertThat(fixture.store.stats().corruptBlocksDropped()).isZero();
        }
    }

    private void write(StoreFixture fixture, Model model, Random random) throws IOException {
        if (model.size == 0) {
            return;
        }
        int blocks = ChunkLayout.blocks(model.size);
        int block = random.nextInt(blocks);
        int chunk = block / 16;
        int start = block % 16;
        int count = 1 + random.nextInt(16 - start);
        int offset = start * BLOCK;
        int length = (int) Math.min((long) count * BLOCK, model.size - (long) chunk * CHUNK - offset);
        byte[] bytes = StoreFixture.random(random.nextLong(), length);

        boolean modified = random.nextInt(3) == 0;

        int stored = fixture.write(model.identity(), chunk, offset, bytes, modified);

        int expected = 0;
        for (int i = 0; i * BLOCK < length; i++) {
            byte[] contents = Arrays.copyOfRange(bytes, i * BLOCK, Math.min(length, (i + 1) * BLOCK));
            if (model.blocks.putIfAbsent(block + i, contents) == null) {
                expected += contents.length;
            }
        }
        assertThat(stored).isEqualTo(expected);
        if (modified && expected > 0) {
            model.dirty.add(chunk);
        }
    }

    private void fenceRange(StoreFixture fixture, Model model, Random random) throws IOException {
        ObjectIdentity base = model.identity();
        long oldSize = model.size;
        long start = random.nextLong(oldSize + BLOCK);
        ByteRange dropped =
                random.nextInt(3) == 0 ? ByteRange.EMPTY : new ByteRange(start, start + random.nextInt(3 * BLOCK));
        model.generation++;
        if (random.nextBoolean()) {
            model.size = random.nextBoolean() ? random.nextLong(4L * CHUNK) : (long) random.nextInt(64) * BLOCK;
        }
        boolean modified = random.nextBoolean();
        fixture.store.fence(StoreFixture.fence(base, model.identity(), dropped, modified));

        model.dirty.removeIf(chunk -> !modified || length(model, chunk) == 0);
        int from = (int) (dropped.start() / BLOCK);
        int to = dropped.isEmpty() ? from : ChunkLayout.blocks(dropped.end());
        model.blocks.keySet().removeIf(block -> block >= from && block < to);
        if (oldSize != model.size) {
            int end = (int) (Math.min(oldSize, model.size) / BLOCK);
            model.blocks.keySet().removeIf(block -> block >= end);
        }
    }

    /** The last modifier's mark goes: a new generation of the same contents. */
    private void commit(StoreFixture fixture, Model model) throws IOException {
        ObjectIdentity base = model.identity();
        model.generation++;
        model.dirty.clear();
        fixture.store.fence(StoreFixture.fence(base, model.identity(), ByteRange.EMPTY, false));
    }

    private void fenceAll(StoreFixture fixture, Model model, Random random) throws IOException {
        ObjectIdentity base = model.identity();
        model.generation++;
        model.size = random.nextLong(4L * CHUNK);
        model.blocks.clear();
        model.dirty.clear();
        fixture.store.fence(StoreFixture.fence(base, model.identity(), ByteRange.ALL));
    }

    private void hold(StoreFixture fixture, Model model, Random random, List<HeldPin> pins) throws IOException {
        int chunk = random.nextInt(4);
        PinnedChunk pin = fixture.store.open(model.identity(), chunk);
        if (pin != null) {
            int length = length(model, chunk);
            pins.add(new HeldPin(pin, Arrays.asList(StoreFixture.blocks(pin, length))));
        }
    }

    private void compareAndClose(HeldPin held) throws IOException {
        for (int block = 0; block < held.expected.size(); block++) {
            byte[] expected = held.expected.get(block);
            if (expected != null) {
                assertThat(StoreFixture.read(held.pin, block * BLOCK, expected.length))
                        .isEqualTo(expected);
            }
        }
        held.pin.close();
        held.pin.close();
    }

    private void compare(StoreFixture fixture, Model model) throws IOException {
        for (int chunk = 0; chunk < 5; chunk++) {
            int length = length(model, chunk);
            byte[][] expected = new byte[ChunkLayout.blocks(length)][];
            for (int block = 0; block < expected.length; block++) {
                expected[block] = model.blocks.get(chunk * 16 + block);
            }
            try (PinnedChunk pin = fixture.store.open(model.identity(), chunk)) {
                byte[][] actual = pin == null ? new byte[expected.length][] : StoreFixture.blocks(pin, length);
                assertThat(actual).as("%s chunk %s", model.key, chunk).isDeepEqualTo(expected);
            }
            ChunkHeader header = fixture.header(model.identity(), chunk);
            assertThat(header != null && header.isDirty())
                    .as("%s chunk %s is dirty", model.key, chunk)
                    .isEqualTo(model.dirty.contains(chunk));
        }
    }

    private static int length(Model model, int chunk) {
        return new ChunkLayout(CHUNK).bytesIn(chunk, model.size);
    }
}
