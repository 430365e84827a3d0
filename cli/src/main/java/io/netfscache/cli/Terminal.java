package io.netfscache.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a standard stream leads to.
 *
 * @param movesCursor whether a line may be written over: a terminal, and nobody has asked for plain output with {@code
 *     NO_COLOR} or {@code TERM=dumb}
 * @param columns characters in a line
 * @param rows lines of the screen
 */
record Terminal(boolean movesCursor, int columns, int rows) {
    /** A file or a pipe, or a terminal that is to be treated as one. */
    static final Terminal PLAIN = new Terminal(false, 80, 24);

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,4}) ([0-9]{1,4})");

    /** As much of {@code text}, from its beginning, as the screen shows without scrolling; says how much is left out. */
    String cut(String text) {
        List<String> lines = text.lines()
                .map(line -> line.substring(0, Math.min(line.length(), Math.max(0, columns - 1))))
                .toList();
        // After the last line the cursor stands on one more.
        int room = Math.max(1, rows - 1);
        if (lines.size() <= room) {
            return String.join(System.lineSeparator(), lines);
        }
        List<String> shown = new ArrayList<>(lines.subList(0, room - 1));
        String more = "and " + (lines.size() - shown.size()) + " lines more";
        shown.add(more.substring(0, Math.min(more.length(), Math.max(0, columns - 1))));
        return String.join(System.lineSeparator(), shown);
    }

    /** A standard stream, by what a shell calls it. */
    enum Stream {
        OUTPUT(1),
        ERROR(2);

        private final int descriptor;

        Stream(int descriptor) {
            this.descriptor = descriptor;
        }
    }

    /** Asks the shell's tools, as Java knows neither terminals nor their sizes; takes some milliseconds. */
    static Terminal of(Stream stream) throws InterruptedException {
        return wantsPlain(System.getenv()) ? PLAIN : ofSize(askSize(stream));
    }

    /** Whether the user has said that the cursor is not to be moved. */
    static boolean wantsPlain(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "dumb");
        return term.equals("dumb")
                || term.isEmpty()
                || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** From rows and columns as {@code stty size} prints them; anything else is no terminal. */
    static Terminal ofSize(String size) {
        Matcher form = SIZE.matcher(size.strip());
        if (!form.matches()) {
            return PLAIN;
        }
        int rows = Integer.parseInt(form.group(1));
        int columns = Integer.parseInt(form.group(2));
        return new Terminal(true, columns == 0 ? PLAIN.columns : columns, rows == 0 ? PLAIN.rows : rows);
    }

    private static String askSize(Stream stream) throws InterruptedException {
        // The stream itself is the child's, which answers through the other one.
        String answer = stream == Stream.OUTPUT ? " >&2" : "";
        ProcessBuilder shell = new ProcessBuilder(
                "sh", "-c", "test -t " + stream.descriptor + " && stty size <&" + stream.descriptor + answer);
        if (stream == Stream.OUTPUT) {
            shell.redirectOutput(Redirect.INHERIT);
        } else {
            shell.redirectError(Redirect.INHERIT);
        }
        try {
            Process asked = shell.start();
            if (!asked.waitFor(CliLimits.TERMINAL_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                asked.destroyForcibly();
                return "";
            }
            byte[] said = (stream == Stream.OUTPUT ? asked.getErrorStream() : asked.getInputStream()).readAllBytes();
            return new String(said, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            // No shell, so no terminal of the kind that this is about.
            return "";
        }
    }
}
