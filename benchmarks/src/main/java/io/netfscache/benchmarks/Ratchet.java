package io.netfscache.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The ratios that have been reached. Later work must not lower them by more than the noise of a run.
 *
 * @param tolerance part of a ratio that a run may stay below it
 * @param ratios by name of the load
 */
record Ratchet(double tolerance, Map<String, Double> ratios) {
    static Ratchet read(Path file) throws IOException {
        return JsonMapper.builder().build().readValue(file.toFile(), Ratchet.class);
    }

    /** One sentence for each load that has become slower. */
    List<String> complaints(List<Comparison> comparisons) {
        List<String> complaints = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            double reached = ratios.getOrDefault(comparison.load(), 0.0);
            double least = reached * (1 - tolerance);
            if (comparison.ratio() < least) {
                complaints.add("%s: the ratio is %.2f, at least %.2f is needed (%.2f was reached)"
                        .formatted(comparison.load(), comparison.ratio(), least, reached));
            }
        }
        return complaints;
    }
}
