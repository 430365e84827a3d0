package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.InvalidateFlag;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dirty pages of a file against the same file as a plain array of bytes. */
@Timeout(60)
final class DirtyPagesTest {
    private static final int LARGEST = 5 * DirtyPage.BYTES;
    private static final long SEED = Long.getLong("seed", 20261122L);

    private final Random random = new Random(SEED);

    /** The file at the origin, what its user has, and the pages in between. */
    private static final class Model {
        final AtomicLong memory = new AtomicLong();
        final FilePages pages;
        byte[] origin = {};
        byte[] user = {};

        Model(PageRules rules) {
            pages = new FilePages(rules, memory);
        }

        void write(int position, byte[] bytes) {
            user = Arrays.copyOf(user, Math.max(user.length, position + bytes.length));
            System.arraycopy(bytes, 0, user, position, bytes.length);
            pages.write(position, ByteBuffer.wrap(bytes), at -> null);
        }

        void truncate(int size) {
            user = Arrays.copyOf(user, size);
            pages.truncate(size);
        }

        byte[] read(int position, int length) {
            ByteBuffer into = ByteBuffer.allocate(length);
            Arrays.fill(into.array(), (byte) 77);
            int known = pages.read(position, into);
            if (known > 0) {
                return Arrays.copyOf(into.array(), known);
            }
            int below = Math.max(0, Math.min(length, origin.length - position));
            if (below > 0) {
                into.put(0, origin, position, below);
            }
            int n = pages.overlay(position, into, below, origin.length, pages.cleanings());
            return Arrays.copyOf(into.array(), n);
        }

        /** As a write-back does it with an origin that is written in place. */
        void writeBack(DirtyPages taken) {
            byte[] next = Arrays.copyOf(origin, (int) taken.size(origin.length));
            for (ByteRange range : taken.ranges(origin.length)) {
                ByteBuffer bytes = ByteBuffer.allocate((int) range.length());
                Arrays.fill(bytes.array(), (byte) 78);
                taken.applyTo(range.start(), bytes);
                bytes.get(0, next, (int) range.start(), bytes.limit());
            }
            origin = next;
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void whateverIsDoneToAFileItsUserReadsWhatHeWroteAndTheOriginGetsIt() {
        for (int round = 0; round < 300; round++) {
            Model model = new Model(PageRules.ALL);
            model.origin = bytes(random.nextInt(LARGEST));
            model.user = model.origin.clone();
            DirtyPages taken = null;
            for (int step = 0; step < 60; step++) {
                int what = random.nextInt(10);
                if (what < 4) {
                    int position = random.nextInt(LARGEST);
                    model.write(position, bytes(1 + random.nextInt(what == 0 ? 2 * DirtyPage.BYTES : 50)));
                } else if (what < 6) {
                    model.truncate(random.nextInt(LARGEST));
                } else if (what < 8 && taken == null) {
                    taken = model.pages.startWriteBack();
                } else if (what == 8 && taken != null) {
                    model.writeBack(taken);
                    model.pages.written();
                    taken = null;
                } else if (what == 9 && taken != null) {
                    if (random.nextBoolean()) {
                        // The origin has some of it, and then fails.
                        model.writeBack(taken);
                    }
                    model.pages.notWritten();
                    taken = null;
                }
                check(model, "seed " + SEED + " round " + round + " step " + step);
            }
            if (taken != null) {
                model.pages.notWritten();
            }
            DirtyPages last = model.pages.startWriteBack();
            if (last != null) {
                model.writeBack(last);
                model.pages.written();
            }
            assertThat(model.origin).as("seed %d round %d", SEED, round).isEqualTo(model.user);
            assertThat(model.pages.isDirty()).isFalse();
            assertThat(model.memory).hasValue(0);
        }
    }

    private void check(Model model, String where) {
        assertThat(model.pages.size(model.origin.length)).as(where).isEqualTo(model.user.length);
        int position = random.nextInt(LARGEST);
        int length = 1 + random.nextInt(LARGEST);
        byte[] expected = position >= model.user.length
                ? new byte[0]
                : Arrays.copyOfRange(model.user, position, Math.min(model.user.length, position + length));
        assertThat(model.read(position, length)).as(where).isEqualTo(expected);
        assertThat(model.memory).as(where).hasValue(model.pages.bytes());
    }

    @Test
    void onlyWrittenBytesAreTakenFromAFileThatSomebodyElseHasChanged() {
        Model model = new Model(PageRules.ALL);
        model.origin = "aaaaaaaaaa".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        model.user = model.origin.clone();
        model.write(2, new byte[] {'x', 'x'});
        // When
        model.origin = "bbbbbbbbbbbb".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        DirtyPages taken = model.pages.startWriteBack();
        model.writeBack(taken);
        // Then
        assertThat(new String(model.origin, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("bbxxbbbbbbbb");
        assertThat(taken.ranges(12)).containsExactly(new ByteRange(2, 4));
        assertThat(taken.blocks(12)).containsExactly(new ByteRange(0, 12));
    }

    @Test
    void aReadThatBeganBeforePagesBecameCleanIsDoneAgain() {
        Model model = new Model(PageRules.ALL);
        model.write(0, new byte[] {1});
        long seen = model.pages.cleanings();
        model.pages.startWriteBack();
        model.pages.written();
        assertThat(model.pages.overlay(0, ByteBuffer.allocate(10), 0, 0, seen)).isEqualTo(-1);
    }

    @Test
    void eachRuleThatIsSwitchedOffShows() {
        for (PageSabotage broken : Set.of(PageSabotage.TAIL_AFTER_SHRINK, PageSabotage.HOLE_AT_END)) {
            Model model = new Model(new PageRules(Set.of(broken)));
            model.origin = bytes(100);
            model.user = model.origin.clone();
            model.truncate(50);
            model.truncate(5000);
            assertThat(model.read(0, 6000)).as(broken.name()).isNotEqualTo(model.user);
        }
    }

    @Test
    void theRulesOnWhatIsStored() {
        PageRules stale = new PageRules(Set.of(PageSabotage.STALE_GENERATION_ON_WRITE));
        ObjectGeneration one = new ObjectGeneration(
                new io.netfscache.protocol.Generation(1, 1), new io.netfscache.protocol.Generation(5, 5));
        assertThat(PageRules.ALL.isBase(one, true)).isTrue();
        assertThat(PageRules.ALL.isBase(one, false)).isFalse();
        assertThat(PageRules.ALL.isBase(ObjectGeneration.NONE, true)).isFalse();
        assertThat(stale.isBase(one, false)).isTrue();
        PageRules lost = new PageRules(Set.of(PageSabotage.LOST_LAST_BLOCK));
        assertThat(PageRules.ALL.toOrigin(new ByteRange(5, 5000))).isEqualTo(new ByteRange(5, 5000));
        assertThat(lost.toOrigin(new ByteRange(5, 5000))).isEqualTo(new ByteRange(5, 4096));
        assertThat(lost.toOrigin(new ByteRange(5, 50)).isEmpty()).isTrue();
        assertThat(PageRules.ALL.endOfFile(1, 2)).isEqualTo(2);
        assertThat(new PageRules(Set.of(PageSabotage.WRONG_END_OF_FILE)).endOfFile(1, 2))
                .isEqualTo(1);
        assertThat(PageRules.ALL.clearsMark()).isTrue();
        assertThat(new PageRules(Set.of(PageSabotage.MARK_NOT_CLEARED)).clearsMark())
                .isFalse();
    }

    @Test
    void onlyAChangeOfWhatWasCapturedInTheCurrentGenerationIsStored() {
        OriginAttributes before = new OriginAttributes(10, Bytes.of(new byte[] {1, 2}));
        OriginAttributes made = new OriginAttributes(12, Bytes.of(new byte[] {3, 4}));
        OriginAttributes longer = new OriginAttributes(12, Bytes.of(new byte[] {3, 4, 5}));
        OriginAttributes uncacheable = OriginAttributes.uncacheable(10, Reason.NO_VALIDATOR);
        assertThat(PageRules.after(before, made, true, Set.of())).isEqualTo(PageRules.CacheStep.STORE);
        assertThat(PageRules.after(before, made, false, Set.of())).isEqualTo(PageRules.CacheStep.INVALIDATE);
        assertThat(PageRules.after(before, longer, true, Set.of())).isEqualTo(PageRules.CacheStep.INVALIDATE);
        assertThat(PageRules.after(before, uncacheable, true, Set.of())).isEqualTo(PageRules.CacheStep.INVALIDATE);
        assertThat(PageRules.after(uncacheable, made, true, Set.of())).isEqualTo(PageRules.CacheStep.INVALIDATE);
        assertThat(PageRules.after(before, made, true, Set.of(InvalidateFlag.DIO_WRITE)))
                .isEqualTo(PageRules.CacheStep.INVALIDATE);
    }

    private static DirtyPages written(long... positions) {
        DirtyPages pages = new DirtyPages(PageRules.ALL);
        for (long position : positions) {
            pages.write(position, ByteBuffer.allocate(1), at -> null);
        }
        return pages;
    }

    @Test
    void changed_blocks_that_are_close_to_each_other_are_dropped_as_one_and_others_alone() {
        long far = NetfsLimits.MIN_FENCE_GAP + 2 * DirtyPage.BYTES;
        assertThat(written(0, NetfsLimits.MIN_FENCE_GAP + 1, 3 * far).drops(9 * far))
                .containsExactly(
                        new ByteRange(0, NetfsLimits.MIN_FENCE_GAP + DirtyPage.BYTES),
                        new ByteRange(3 * far, 3 * far + DirtyPage.BYTES));
        assertThat(new DirtyPages(PageRules.ALL).drops(9 * far)).isEmpty();
    }

    @Test
    void with_another_size_all_beyond_the_smaller_one_is_dropped() {
        DirtyPages shorter = written();
        shorter.truncate(5000);
        assertThat(shorter.drops(1 << 20)).containsExactly(new ByteRange(4096, Long.MAX_VALUE));
        assertThat(written(1 << 30).drops(5000)).containsExactly(new ByteRange(4096, Long.MAX_VALUE));
        // When: cut off and grown again to what it was
        DirtyPages regrown = written();
        regrown.truncate(5000);
        regrown.truncate(1 << 20);
        assertThat(regrown.drops(1 << 20)).containsExactly(new ByteRange(4096, Long.MAX_VALUE));
    }

    @Test
    void there_are_never_more_drops_than_fences_may_follow_each_other() {
        long[] positions = random.longs(1000, 0, NetfsLimits.MAX_FILE_BYTES - 1).toArray();
        DirtyPages pages = written(positions);
        assertThat(pages.drops(NetfsLimits.MAX_FILE_BYTES)).hasSizeLessThanOrEqualTo(NetfsLimits.MAX_FENCES);
        for (long position : positions) {
            assertThat(pages.drops(NetfsLimits.MAX_FILE_BYTES))
                    .anyMatch(drop -> drop.start() <= position && position < drop.end());
        }
    }
}
