package io.netfscache.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * How far a warm-up has come.
 *
 * @param files that were read
 * @param failed files that could not be
 * @param found files so far
 * @param foundAll whether that is all of them
 * @param bytes that were read
 * @param bytesFound size of the files that were found and did not fail
 * @param originBytes of {@code bytes}, those that came from the origin
 * @param bytesPerSecond lately
 */
record WarmProgress(
        long files,
        long failed,
        long found,
        boolean foundAll,
        long bytes,
        long bytesFound,
        long originBytes,
        double bytesPerSecond) {
    private static final int LONGEST_BAR = 40;
    private static final int BAR_STEP = 4;

    /** One line that is shorter than {@code columns}, as the last column of a terminal may wrap. */
    String line(int columns) {
        String figures = figures();
        int room = Math.min(LONGEST_BAR, columns - 1 - figures.length() - 3);
        // In steps, so that it does not change with every digit of the figures.
        int bar = room - room % BAR_STEP;
        String line = bar < BAR_STEP ? figures : "[" + bar(bar) + "] " + figures;
        return line.length() < columns ? line : line.substring(0, Math.max(0, columns - 1));
    }

    private String figures() {
        StringBuilder figures = new StringBuilder();
        if (foundAll) {
            figures.append("%3d%%  ".formatted((int) (100 * share())));
        }
        figures.append("%d/%d%s files  ".formatted(files + failed, found, foundAll ? "" : "+"));
        if (failed > 0) {
            figures.append("%d failed  ".formatted(failed));
        }
        figures.append("%s  %s/s  origin %d%%"
                .formatted(ByteSize.format(bytes), ByteSize.format((long) bytesPerSecond), originPercent()));
        if (hasEstimate()) {
            figures.append("  ETA ").append(Durations.clock(left()));
        }
        return figures.toString();
    }

    private String bar(int width) {
        int done = foundAll ? (int) (width * share()) : 0;
        String head = done > 0 && done < width ? ">" : "";
        return "=".repeat(done - head.length()) + head + " ".repeat(width - done);
    }

    /** The same as a sentence, for files and pipes. */
    String sentence() {
        return String.format(
                Locale.ROOT,
                "%d of %d%s files%s, %s, %s/s, %d%% from the origin%s",
                files + failed,
                found,
                foundAll ? "" : " or more",
                failed == 0 ? "" : ", " + failed + " failed",
                ByteSize.format(bytes),
                ByteSize.format((long) bytesPerSecond),
                originPercent(),
                hasEstimate() ? ", about " + Durations.text(left()) + " left" : "");
    }

    /** Of all that there is to do, from 0 to 1. */
    double share() {
        double share = bytesFound > 0 ? bytes / (double) bytesFound : (files + failed) / (double) Math.max(1, found);
        return Math.min(1, share);
    }

    int originPercent() {
        return bytes == 0 ? 0 : (int) Math.min(100, Math.round(100.0 * originBytes / bytes));
    }

    private boolean hasEstimate() {
        return foundAll && bytesPerSecond >= 1 && bytesFound > bytes;
    }

    private Duration left() {
        return Duration.ofSeconds((long) Math.ceil((bytesFound - bytes) / bytesPerSecond));
    }
}
