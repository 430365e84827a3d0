package io.netfscache.cli.chaos.cluster;

import java.util.function.LongSupplier;

/** How the monotonic clock of a node goes, by which it measures its lease. */
public enum NodeClock {
    /** As that of the machine. */
    TRUE {
        @Override
        LongSupplier of(LongSupplier machine) {
            return machine;
        }
    },
    /** Stands still while the process is stopped, as that of a machine does that is suspended. */
    STOPPING {
        @Override
        LongSupplier of(LongSupplier machine) {
            return new Stopping(machine);
        }
    };

    /** @param machine the clock of the machine, in nanoseconds */
    abstract LongSupplier of(LongSupplier machine);

    /** Whoever has not looked at it for long was stopped: somebody has to look every {@link ClusterLimits#CLOCK_LOOK}. */
    private static final class Stopping implements LongSupplier {
        private final LongSupplier machine;
        private long lastLook;
        private long stoodStill;

        Stopping(LongSupplier machine) {
            this.machine = machine;
            this.lastLook = machine.getAsLong();
        }

        @Override
        public synchronized long getAsLong() {
            long now = machine.getAsLong();
            long unseen = now - lastLook;
            lastLook = now;
            if (unseen > ClusterLimits.CLOCK_STOPPED.toNanos()) {
                stoodStill += unseen;
            }
            return now - stoodStill;
        }
    }
}
