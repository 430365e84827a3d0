package io.netfscache.pages;

import java.util.SplittableRandom;

/** All that is left to chance; the same for the same seed. */
final class Dice {
    private static final int BLOCK = 4096;
    private static final int MAX_LENGTH_BITS = 18;
    private static final int MAX_TURN = 24;

    private final SplittableRandom random;
    private final int allWeights;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
        int sum = 0;
        for (Step step : Step.values()) {
            sum += step.weight;
        }
        this.allWeights = sum;
    }

    Step step() {
        int left = random.nextInt(allWeights);
        for (Step step : Step.values()) {
            left -= step.weight;
            if (left < 0) {
                return step;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code first} to {@code last}. */
    int between(int first, int last) {
        return first + random.nextInt(last - first + 1);
    }

    /** 1 to a few hundred KiB, small as often as large. */
    int length() {
        return 1 + random.nextInt(1 << between(1, MAX_LENGTH_BITS));
    }

    /** From {@code first} to {@code last}; often at a block's edge, or near the last one. */
    int position(int first, int last) {
        int any = between(first, last);
        return switch (random.nextInt(4)) {
            case 0 -> within(first, last, any / BLOCK * BLOCK);
            case 1 -> within(first, last, last - random.nextInt(BLOCK));
            default -> any;
        };
    }

    /** As {@link #position}, at a block's edge wherever there is one. */
    int edge(int first, int last) {
        return within(first, last, between(first, last) / BLOCK * BLOCK);
    }

    private static int within(int first, int last, int wanted) {
        return Math.max(first, Math.min(last, wanted));
    }

    /** Operations between the first change of a file and the sync. */
    int turn() {
        return between(1, MAX_TURN);
    }

    static int wholeBlocks(int length) {
        return (length + BLOCK - 1) / BLOCK * BLOCK;
    }
}
