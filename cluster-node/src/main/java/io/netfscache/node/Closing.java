package io.netfscache.node;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened and is to be closed, the last first; one that fails does not keep the others from it. */
final class Closing {
    /** A place in the order for what is opened later than its turn to be closed says. */
    static final class Place implements AutoCloseable {
        private @Nullable AutoCloseable taken;

        synchronized <T extends AutoCloseable> T take(T closeable) {
            taken = closeable;
            return closeable;
        }

        @Override
        public synchronized void close() throws Exception {
            if (taken != null) {
                taken.close();
            }
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T closeable) {
        synchronized (this) {
            opened.push(closeable);
        }
        return closeable;
    }

    synchronized void closeAll() {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                next.close();
            } catch (IOException disk) {
                // Its message says it all: the disk is full or gone.
                log.atWarn().log("could not close {}: {}", next.getClass().getSimpleName(), disk.getMessage());
            } catch (Exception error) {
                log.atWarn().setCause(error).log("could not close {}", next);
            }
        }
    }
}
