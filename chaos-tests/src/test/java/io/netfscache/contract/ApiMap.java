package io.netfscache.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/api-map.md says: of each row of the contract, the methods that are it and the tests that show it. */
final class ApiMap {
    private static final Pattern ROW = Pattern.compile("\\| *(\\d+) *\\|(.*)\\|");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+#\\w+)`");
    private static final int METHODS = 1;
    private static final int TESTS = 3;
    private static final int COLUMNS = 4;

    /**
     * A row of the table.
     *
     * @param methods {@code Class#member}
     * @param tests {@code Class#method}
     */
    record Entry(int row, List<String> methods, List<String> tests) {}

    private ApiMap() {}

    /** @throws IllegalArgumentException for a row with too few or too many columns */
    static List<Entry> parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                entries.add(entry(Integer.parseInt(row.group(1)), row.group(2)));
            }
        }
        return entries;
    }

    private static Entry entry(int row, String rest) {
        List<String> columns = Arrays.asList(rest.split("\\|", -1));
        if (columns.size() != COLUMNS) {
            throw new IllegalArgumentException(
                    "row " + row + " has " + (columns.size() + 1) + " columns, not " + (COLUMNS + 1));
        }
        return new Entry(row, names(columns.get(METHODS)), names(columns.get(TESTS)));
    }

    private static List<String> names(String column) {
        return NAME.matcher(column).results().map(name -> name.group(1)).toList();
    }
}
