package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What the firewall does to what passes between endpoints. Endpoints are names: of nodes, and the principals of clients. */
public sealed interface Rule {
    /** Whether nothing gets from one endpoint to the other. */
    default boolean cuts(String from, String to) {
        return false;
    }

    /** Whether it is for the connections of Hazelcast too. */
    default boolean ofMembers() {
        return true;
    }

    /** Whether connections that it is for are reset, new ones too; else they are kept waiting. */
    default boolean refuses() {
        return false;
    }

    /** Nothing gets from one side to the other; the way back is open. */
    record Cut(Set<String> from, Set<String> to) implements Rule {
        public Cut {
            from = Set.copyOf(from);
            to = Set.copyOf(to);
        }

        @Override
        public boolean cuts(String sender, String receiver) {
            return from.contains(sender) && to.contains(receiver);
        }
    }

    /** Nothing gets to or from one endpoint. */
    record Isolation(String endpoint) implements Rule {
        @Override
        public boolean cuts(String from, String to) {
            return !from.equals(to) && (from.equals(endpoint) || to.equals(endpoint));
        }
    }

    /** Nothing gets from one side to another. Endpoints that are on no side reach all. */
    record Partition(List<Set<String>> sides) implements Rule {
        public Partition {
            sides = sides.stream().map(Set::copyOf).toList();
        }

        @Override
        public boolean cuts(String from, String to) {
            int sender = side(from);
            int receiver = side(to);
            return sender >= 0 && receiver >= 0 && sender != receiver;
        }

        private int side(String endpoint) {
            for (int side = 0; side < sides.size(); side++) {
                if (sides.get(side).contains(endpoint)) {
                    return side;
                }
            }
            return -1;
        }
    }

    /** Nothing gets from one side to another but what Hazelcast sends: members stay members. */
    record DataPartition(Partition sides) implements Rule {
        @Override
        public boolean cuts(String from, String to) {
            return sides.cuts(from, to);
        }

        @Override
        public boolean ofMembers() {
            return false;
        }
    }

    /** No connection from one side to another is left or made. */
    record Rejection(Partition sides) implements Rule {
        @Override
        public boolean cuts(String from, String to) {
            return sides.cuts(from, to);
        }

        @Override
        public boolean refuses() {
            return true;
        }
    }

    /**
     * What goes from one endpoint to the other takes longer.
     *
     * @param delay of each byte
     * @param bytesPerSecond the most that gets through, of each connection
     */
    record Slow(String from, String to, Duration delay, long bytesPerSecond) implements Rule {
        public Slow {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " is less than 1");
            }
        }
    }
}
