package io.netfscache.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: {@code 4096}, {@code 64M}, {@code 1GiB}; units are powers of 1024. */
public record ByteSize(long bytes) {
    private static final String UNITS = "KMGT";
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,15})(?:([" + UNITS + "])(?:iB|B)?|B)?", Pattern.CASE_INSENSITIVE);

    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is no size: write bytes, or a number with K, M, G or T");
        }
        int shift = form.group(2) == null
                ? 0
                : 10 * (1 + UNITS.indexOf(form.group(2).toUpperCase(Locale.ROOT)));
        long number = Long.parseLong(form.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new TypeConversionException("'" + text + "' is more than a size can be");
        }
        return new ByteSize(number << shift);
    }

    /** With a unit and one decimal: {@code 398.2 MiB}; below 1 KiB exactly. */
    public static String format(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double value = bytes / (double) (1L << (10 * unit));
        return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTPE".charAt(unit - 1));
    }

    @Override
    public String toString() {
        for (int unit = UNITS.length(); unit > 0; unit--) {
            long size = 1L << (10 * unit);
            if (bytes >= size && bytes % size == 0) {
                return bytes / size + UNITS.substring(unit - 1, unit);
            }
        }
        return Long.toString(bytes);
    }
}
