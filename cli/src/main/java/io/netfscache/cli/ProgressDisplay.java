package io.netfscache.cli;

import java.io.PrintWriter;

/** Shows progress on standard error: one line that is written over on a terminal, elsewhere lines now and then. */
final class ProgressDisplay {
    /** To the left edge, and everything right of it away. */
    private static final String LINE_START = "\r\u001b[K";

    private final PrintWriter err;
    private final Terminal terminal;
    private final boolean quiet;
    private int calls;

    ProgressDisplay(PrintWriter err, Terminal terminal, boolean quiet) {
        this.err = err;
        this.terminal = terminal;
        this.quiet = quiet;
    }

    /** To be called each {@link CliLimits#PROGRESS_REDRAW}. */
    void show(WarmProgress progress) {
        calls++;
        if (quiet) {
            return;
        }
        if (terminal.movesCursor()) {
            err.print(LINE_START + progress.line(terminal.columns()));
            err.flush();
        } else if (calls % CliLimits.PROGRESS_LINE_EVERY == 0) {
            err.println(progress.sentence());
            err.flush();
        }
    }

    /** Makes room for other output. */
    void end() {
        if (!quiet && terminal.movesCursor()) {
            err.print(LINE_START);
            err.flush();
        }
    }
}
