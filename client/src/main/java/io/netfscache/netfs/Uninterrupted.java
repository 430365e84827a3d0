package io.netfscache.netfs;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an interrupt until a write-back has ended: it would close the origin's file under bytes that the program has been told
 * are written, and at the last close they would be lost. It takes no longer than the origin does.
 */
final class Uninterrupted {
    private static final Logger LOG = LoggerFactory.getLogger(Uninterrupted.class);

    interface Act {
        void run() throws IOException;
    }

    private Uninterrupted() {}

    /** What an interrupt has ended is done again. The thread is as interrupted after it as it was, or has become. */
    static void run(Act act) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int tries = 1; ; tries++) {
                try {
                    act.run();
                    return;
                } catch (IOException e) {
                    // A socket says so in other words than a file.
                    boolean now = Thread.interrupted();
                    interrupted |= now;
                    if (!now || tries == NetfsLimits.MAX_INTERRUPTED_TRIES) {
                        throw e;
                    }
                    LOG.atDebug().setCause(e).log("interrupted: it is written back once more");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
