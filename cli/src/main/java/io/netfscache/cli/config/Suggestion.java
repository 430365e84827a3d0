package io.netfscache.cli.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what was meant by a name that there is not. */
final class Suggestion {
    private Suggestion() {}

    /** {@code ; did you mean X?}, or nothing when none of the names is like it. */
    static String of(String unknown, Collection<String> names) {
        return names.stream()
                .filter(name ->
                        name.endsWith("." + unknown) || distance(unknown, name) <= Math.max(2, name.length() / 4))
                .min(Comparator.comparingInt(name -> name.endsWith("." + unknown) ? 0 : distance(unknown, name)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /** Letters to change, add or take away (Levenshtein). */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
