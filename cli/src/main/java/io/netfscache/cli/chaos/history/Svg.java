package io.netfscache.cli.chaos.history;

import java.util.Locale;

/** Puts together an SVG drawing, as text; sizes and places are in pixels. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">%n",
                width, height, width, height);
        append("<rect class=\"ground\" width=\"%d\" height=\"%d\" fill=\"white\"/>%n", width, height);
    }

    /** @param style attributes of the element, which are not escaped */
    void box(String kind, double x, double y, double width, double height, String style, String title) {
        append(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s><title>%s</title></rect>%n",
                kind, x, y, width, height, style, escaped(title));
    }

    void line(String kind, double x1, double y1, double x2, double y2, String style) {
        append(
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>%n",
                kind, x1, y1, x2, y2, style);
    }

    void text(double x, double y, String content) {
        append("<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, escaped(content));
    }

    /** The whole drawing. */
    String finished() {
        return text + "</svg>\n";
    }

    private void append(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
    }

    /** What XML cannot hold becomes the replacement character. */
    static String escaped(String content) {
        StringBuilder escaped = new StringBuilder();
        content.codePoints().limit(HistoryLimits.DRAWN_TEXT).forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean allowed(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return c == '\t' || c == '\n' || (c >= 0x20 && !surrogate && c != 0xFFFE && c != 0xFFFF);
    }
}
