package io.netfscache.cli;

import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginEntry.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the origin has at one URL.
 *
 * @param url as the user gave it
 */
record Listing(String url, List<Line> entries) {
    /**
     * One file or folder.
     *
     * @param name its last component; of a single file, what the user gave
     * @param size in bytes; -1 when it has none or the origin does not tell
     * @param cached {@code all}, {@code partly}, {@code -} for nothing, {@code ?} when the cluster could not be asked;
     *     null when nobody wanted to know
     */
    record Line(
            String name,
            String path,
            String kind,
            long size,
            @Nullable String modified,
            @Nullable String linkTarget,
            @Nullable String cached) {
        static Line of(String name, OriginEntry entry, @Nullable String cached) {
            return new Line(
                    name,
                    entry.path(),
                    word(entry.kind()),
                    entry.size(),
                    entry.modified() == null ? null : String.valueOf(entry.modified()),
                    entry.linkTarget(),
                    cached);
        }

        private static String word(Kind kind) {
            return switch (kind) {
                case FILE -> "file";
                case FOLDER -> "folder";
                case SPECIAL -> "special";
                case DANGLING_LINK -> "dangling";
            };
        }

        /** As a line of its own: what is no file says so. */
        String shortText() {
            String text = Printable.text(name);
            return switch (kind) {
                case "folder" -> text + "/";
                case "special" -> text + " (special file)";
                case "dangling" -> text + " (dangling link to " + Printable.text(String.valueOf(linkTarget)) + ")";
                default -> text;
            };
        }

        private String longName() {
            return linkTarget == null ? name : name + " -> " + linkTarget;
        }

        private String shownSize(boolean exact) {
            if (size < 0) {
                return "-";
            }
            return exact ? Long.toString(size) : ByteSize.format(size);
        }
    }

    /** Names only, or with how much is cached in front. */
    String shortText(boolean withCached) {
        List<String> lines = entries.stream()
                .map(line -> withCached ? "%-6s  %s".formatted(line.cached(), line.shortText()) : line.shortText())
                .toList();
        return String.join(System.lineSeparator(), lines);
    }

    /** A table with everything. */
    String longText(boolean exactSizes) {
        Table table = new Table("kind", "size", "modified", "cached", "name");
        entries.forEach(line -> table.row(
                line.kind(),
                line.shownSize(exactSizes),
                line.modified() == null ? "-" : line.modified().replaceFirst("(\\.[0-9]+)?Z$", "Z"),
                line.cached() == null ? "-" : line.cached(),
                line.longName()));
        return table.toString();
    }
}
