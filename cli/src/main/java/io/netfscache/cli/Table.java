package io.netfscache.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Text in columns: numbers to the right, words to the left. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] right;

    public Table(String... headings) {
        rows.add(List.of(headings));
        right = new boolean[headings.length];
        Arrays.fill(right, true);
    }

    /** Adds a row of as many cells as there are headings. */
    public void row(Object... cells) {
        if (cells.length != right.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
        }
        List<String> row =
                Arrays.stream(cells).map(Objects::toString).map(Printable::text).toList();
        for (int column = 0; column < right.length; column++) {
            right[column] &= row.get(column).matches("|-|[0-9][0-9,.]*( ?%| ([KMGTPE]i)?B(/s)?|/s| m?s)?");
        }
        rows.add(row);
    }

    @Override
    public String toString() {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < right.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP).append(right[column] ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
