package io.netfscache.cli.chaos.history;

import java.time.Duration;

/** Every size and number of the histories. */
final class HistoryLimits {
    /** Problems that a verdict keeps with all they say; more are counted only. */
    static final int KEPT_PROBLEMS = 1000;
    /** Problems that are told to people. */
    static final int TOLD_PROBLEMS = 20;
    /** Reads so soon after an acknowledgement are those that a lost invalidation would make stale. */
    static final Duration SOON = Duration.ofSeconds(1);

    /** Width of a drawing, and of the names at its left, in pixels. */
    static final int DRAWING_WIDTH = 1600;

    static final int NAMES_WIDTH = 160;
    /** Height of a lane of the drawing, in pixels. */
    static final int LANE_HEIGHT = 28;
    /** Numbers on the time axis, the most. */
    static final int AXIS_MARKS = 16;
    /** Reads that are drawn one by one, those with a problem apart; what is more is thinned out. */
    static final int DRAWN_READS = 4000;
    /** The same of writes and invalidations. */
    static final int DRAWN_CHANGES = 1000;
    /** Characters of a text of the drawing. */
    static final int DRAWN_TEXT = 500;

    private HistoryLimits() {}
}
