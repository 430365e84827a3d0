package io.netfscache;

import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;

/**
 * What a {@link Cookie} is doing. {@link #mayBecome} holds the only legal transitions; a cookie changes its state in no
 * other way.
 */
public sealed interface CookieState {
    /** Whether a cookie in this state may go to {@code next}. */
    boolean mayBecome(CookieState next);

    /** What was looked up: I/O may begin while the client's epoch is still {@link #epoch()}. */
    sealed interface LookedUp extends CookieState {
        ObjectGeneration generation();

        /** The client epoch of the look-up; a gap in the session starts a new one. */
        long epoch();
    }

    /** Nothing is known of the object: the next I/O looks it up. */
    record Quiescent() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof LookingUp || next instanceof Invalidating || ends(next);
        }
    }

    /** The look-up is on its way. */
    record LookingUp() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof LookedUp
                    || next instanceof Failed
                    || next instanceof Quiescent
                    || next instanceof Invalidating
                    || ends(next);
        }
    }

    /** The object's record is new and nothing has been stored. */
    record Creating(ObjectGeneration generation, long epoch) implements LookedUp {
        @Override
        public boolean mayBecome(CookieState next) {
            return leavesLookedUp(next);
        }
    }

    /** Looked up; the cache may have contents. */
    record Active(ObjectGeneration generation, long epoch) implements LookedUp {
        @Override
        public boolean mayBecome(CookieState next) {
            return leavesLookedUp(next);
        }
    }

    /** A change is on its way: I/O waits for it. */
    record Invalidating() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof Quiescent
                    || next instanceof LookingUp
                    || next instanceof Active
                    || next instanceof Failed
                    || ends(next);
        }
    }

    /**
     * The last look-up or change failed.
     *
     * @param reason why
     * @param message for people
     * @param retryNanos when the next I/O tries again, on the client's monotonic clock
     */
    record Failed(Reason reason, String message, long retryNanos) implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof LookingUp
                    || next instanceof Invalidating
                    || next instanceof LruDiscarding
                    || ends(next);
        }
    }

    /** Nobody has used the cookie for the LRU delay: its mark is being given back. */
    record LruDiscarding() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof Quiescent || next instanceof LookingUp || next instanceof Invalidating || ends(next);
        }
    }

    /**
     * The cache is going away under the cookie: what was under way ends. When it was withdrawn from the nodes the cookie is
     * quiescent after that, with its uses; when the client has been closed it can only be given back.
     */
    record Withdrawing() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof Quiescent || next instanceof Relinquishing;
        }
    }

    /** The cookie is being given back. */
    record Relinquishing() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return next instanceof Dropped;
        }
    }

    /** The cookie has been given back and is of no use any more. */
    record Dropped() implements CookieState {
        @Override
        public boolean mayBecome(CookieState next) {
            return false;
        }
    }

    private static boolean ends(CookieState next) {
        return next instanceof Relinquishing || next instanceof Withdrawing;
    }

    private static boolean leavesLookedUp(CookieState next) {
        return next instanceof Active
                || next instanceof LookingUp
                || next instanceof Quiescent
                || next instanceof Invalidating
                || next instanceof LruDiscarding
                || ends(next);
    }
}
