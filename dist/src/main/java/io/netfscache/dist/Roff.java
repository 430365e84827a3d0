package io.netfscache.dist;

import java.util.Locale;

/** Text in the language of man(7), which groff and mandoc format. */
final class Roff {
    private final StringBuilder out = new StringBuilder();
    private boolean begun;
    private boolean paragraph;

    /** A request or macro with arguments that are quoted. */
    Roff macro(String name, String... arguments) {
        out.append('.').append(name);
        for (String argument : arguments) {
            out.append(" \"").append(escaped(argument).replace("\"", "\"\"")).append('"');
        }
        out.append('\n');
        return this;
    }

    /** The head of a page, whose hyphens are no options: a date with escaped ones is none. */
    Roff title(String name, String date, String source, String manual) {
        out.append(".\\\" Made from the command line's own model; edit the command instead.\n");
        out.append(String.format(".TH \"%s\" \"1\" \"%s\" \"%s\" \"%s\"\n", name, date, source, manual));
        return this;
    }

    Roff section(String title) {
        begun = false;
        paragraph = false;
        return macro("SH", title.toUpperCase(Locale.ROOT));
    }

    /** What comes next, if anything, is a new paragraph; the first of a section is one anyway. */
    Roff paragraph() {
        paragraph = begun;
        return this;
    }

    private void begin() {
        if (paragraph) {
            macro("PP");
        }
        paragraph = false;
        begun = true;
    }

    /** A line of text. */
    Roff line(String text) {
        return raw(escaped(text));
    }

    /** A line that is escaped already; one that would be taken for a request is not. */
    Roff raw(String line) {
        begin();
        out.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                .append(line)
                .append('\n');
        return this;
    }

    /** Lines that are not filled, in a fixed font where there is a choice. */
    Roff verbatim(Iterable<String> lines) {
        paragraph();
        begin();
        macro("RS", "4").macro("nf");
        lines.forEach(this::line);
        macro("fi").macro("RE");
        return paragraph();
    }

    static String bold(String text) {
        return text.isEmpty() ? "" : "\\fB" + escaped(text) + "\\fR";
    }

    static String italic(String text) {
        return text.isEmpty() ? "" : "\\fI" + escaped(text) + "\\fR";
    }

    /** Backslashes and hyphens mean something else to roff than to a shell; what is not ASCII gets its name. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                    if (c < 127) {
                        escaped.appendCodePoint(c);
                    } else {
                        escaped.append(String.format(Locale.ROOT, "\\[u%04X]", c));
                    }
                }
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
