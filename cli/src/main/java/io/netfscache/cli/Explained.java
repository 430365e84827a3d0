package io.netfscache.cli;

import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.VolumeInfo;
import io.netfscache.cli.LocateCommand.Chunk;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.protocol.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a file is cached or is not, as it is printed.
 *
 * @param volume key of its volume
 * @param object its key within the volume
 * @param origin what the origin says of it now
 * @param volumeGeneration of the volume's record, if there is one
 * @param record of the file, if there is one
 * @param cached {@code all}, {@code partly} or {@code -}
 * @param verdict all of it in one sentence
 */
record Explained(
        String url,
        String volume,
        String object,
        FromOrigin origin,
        @Nullable String volumeGeneration,
        @Nullable Known record,
        List<Chunk> chunks,
        List<Explanation.OfNode> nodes,
        List<NotCached> notCached,
        String cached,
        long cachedBytes,
        String verdict) {
    /** What the origin says; {@code error} is empty when it answers. */
    record FromOrigin(String error, long size, boolean cacheable, String reason, String aux) {
        static FromOrigin of(OriginAnswer answer) {
            OriginAttributes said = answer.said();
            if (said == null) {
                return new FromOrigin(answer.error(), -1, false, "", "");
            }
            String reason = said.cacheable() ? "" : said.notCached().text();
            return new FromOrigin(
                    "", said.size(), said.cacheable(), reason, said.aux().toString());
        }

        private String text() {
            if (!error.isEmpty()) {
                return "does not give it: " + error;
            }
            String bytes = size < 0 ? "of unknown size" : ByteSize.format(size);
            return bytes + (cacheable ? ", may be cached" : ", may not be cached: " + reason);
        }
    }

    /** The file's record; {@code freshness} tells whether it is of the origin's version. */
    record Known(long size, String generation, String state, String freshness, String aux) {
        static Known of(CookieInfo object, OriginAnswer answer) {
            CookiesCommand.Line line = CookiesCommand.Line.of(object);
            return new Known(line.size(), line.generation(), line.state(), freshness(object, answer), line.aux());
        }

        private static String freshness(CookieInfo object, OriginAnswer answer) {
            OriginAttributes said = answer.said();
            if (said == null) {
                return answer.missing()
                        ? "of a file that the origin does not have"
                        : "not known: the origin does not answer";
            }
            return object.aux().equals(said.aux()) && object.size() == said.size()
                    ? "the origin's version"
                    : "another version than the origin has now";
        }

        private String text() {
            return ByteSize.format(size) + ", " + freshness + (state.equals("ok") ? "" : ", " + state);
        }
    }

    /** Times for one reason; {@code ageSeconds} since the last; {@code reporter} is empty for the node itself. */
    record NotCached(String reason, String text, String node, String reporter, double ageSeconds, long count) {
        static NotCached of(Explanation.NotCached told) {
            return new NotCached(
                    told.reason().toString(),
                    told.reason().text(),
                    told.node(),
                    told.reporter(),
                    told.age().toMillis() / 1000.0,
                    told.count());
        }
    }

    /**
     * Puts both together.
     */
    static Explained of(String url, String volume, byte[] object, OriginAnswer answer, Explanation known) {
        CachedState state = CachedState.of(answer, known);
        return new Explained(
                url,
                volume,
                Printable.key(Bytes.of(object)),
                FromOrigin.of(answer),
                known.volume().map(VolumeInfo::generation).map(Object::toString).orElse(null),
                known.object().map(found -> Known.of(found, answer)).orElse(null),
                known.chunks().stream().map(Chunk::of).toList(),
                known.nodes(),
                known.recent().stream().map(NotCached::of).toList(),
                state.extent().toString(),
                state.bytes(),
                state.verdict());
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(Printable.text(url));
        line(lines, "origin", origin.text());
        line(
                lines,
                "volume",
                volume
                        + (volumeGeneration == null
                                ? ", not known to the cluster"
                                : ", generation " + volumeGeneration));
        line(lines, "record", record == null ? "none" : record.text());
        if (record != null) {
            line(lines, "generation", record.generation());
        }
        if (!chunks.isEmpty()) {
            lines.add("");
            lines.add(chunkTable());
        }
        if (!nodes.isEmpty()) {
            lines.add("");
            lines.add(nodeTable());
        }
        if (!notCached.isEmpty()) {
            lines.add("");
            lines.add("Not cached lately:");
            lines.add(reasonTable());
        }
        lines.add("");
        lines.add(Character.toUpperCase(verdict.charAt(0)) + verdict.substring(1) + ".");
        return String.join(System.lineSeparator(), lines);
    }

    private static void line(List<String> lines, String name, String text) {
        lines.add("  %-11s %s".formatted(name, Printable.text(text)));
    }

    private String chunkTable() {
        Table table = new Table("chunk", "held by", "blocks", "of", "bytes");
        chunks.forEach(chunk -> table.row(
                chunk.chunk(),
                chunk.address(),
                chunk.presentBlocks(),
                chunk.chunkBlocks(),
                ByteSize.format(chunk.presentBytes())));
        return table.toString();
    }

    private String nodeTable() {
        Table table = new Table("node", "serves", "verified", "sessions with it");
        for (Explanation.OfNode node : nodes) {
            if (node.reachable()) {
                table.row(node.address(), yes(node.serving()), yes(node.verified()), node.sessions());
            } else {
                table.row(node.address(), "does not answer", "-", "-");
            }
        }
        return table.toString();
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private String reasonTable() {
        Table table = new Table("ago", "times", "met by", "reason");
        notCached.forEach(told -> table.row(
                Durations.text(Duration.ofMillis((long) (told.ageSeconds() * 1000))),
                told.count(),
                met(told),
                told.text()));
        return table.toString();
    }

    private String met(NotCached told) {
        String at = nodes.stream()
                .filter(node -> node.node().equals(told.node()))
                .map(Explanation.OfNode::address)
                .findFirst()
                .orElse(told.node());
        return told.reporter().isEmpty() ? at : told.reporter() + " at " + at;
    }
}
